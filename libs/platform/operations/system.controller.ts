import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Many } from '../http/envelope.js';
import { Permitted } from '../http/permissions.js';
import { Delivery } from '../messaging/delivery.js';
import { EventCatalogue } from '../messaging/event-catalogue.js';
import { ServiceRegistry } from '../services/service-registry.js';
import { TaskCatalogue } from '../tasks/task-catalogue.js';
import { platformPermissions } from './platform-permissions.js';

/** What an entry holds is for people to read and may grow. */
const Entries = () =>
  ApiOkResponse({ schema: { type: 'array', items: { type: 'object', additionalProperties: true } } });

/** How the running system is put together, as its parts themselves say. */
@ApiTags('system')
@ApiBearerAuth()
@Controller('/api/v1/system')
export class SystemController {
  constructor(
    private readonly delivery: Delivery,
    private readonly events: EventCatalogue,
    private readonly tasks: TaskCatalogue,
    private readonly services: ServiceRegistry,
  ) {}

  @Get('wiring')
  @Entries()
  @Permitted(platformPermissions['catalogue.view'])
  wiring(): Many {
    return Many.all(this.delivery.wiring());
  }

  @Get('event-types')
  @Entries()
  @Permitted(platformPermissions['catalogue.view'])
  eventTypes(): Many {
    return Many.all(
      this.events.all.map(
        ({ type, label, namespace, namespaceLabel, category, version, schema, subscribable, audience }) => ({
          type,
          label,
          namespace: { name: namespace, label: namespaceLabel },
          category,
          version: String(version),
          subscribable,
          /** Of those who see the target, who may know of it; null: all of them. */
          audience: audience ? { permission: audience.permission.name, oneself: audience.oneself !== undefined } : null,
          schema,
        }),
      ),
    );
  }

  @Get('task-types')
  @Entries()
  @Permitted(platformPermissions['catalogue.view'])
  taskTypes(): Many {
    return Many.all(
      this.tasks.tasks.map(({ name, label, queue, timeLimit, retry }) => ({
        name,
        label,
        queue: queue.name,
        workerClass: queue.workerClass,
        timeLimit,
        retry: { tries: retry.tries, backoff: retry.firstDelay, maxBackoff: retry.longestDelay },
      })),
    );
  }

  @Get('contracts')
  @Entries()
  @Permitted(platformPermissions['catalogue.view'])
  contracts(): Many {
    return Many.all(this.services.catalogue());
  }
}
