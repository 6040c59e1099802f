import { Injectable } from '@nestjs/common';
import { EventCatalogue } from '../events/event-catalogue.js';
import type { EventDefinition } from '../events/event-definition.js';
import { Delivery } from '../messaging/delivery.js';
import { ServiceRegistry } from '../services/service-registry.js';
import { TaskCatalogue } from '../tasks/task-catalogue.js';

/** How the running system is put together, as its parts themselves say. */
@Injectable()
export class SystemCatalogue {
  constructor(
    private readonly delivery: Delivery,
    private readonly events: EventCatalogue,
    private readonly tasks: TaskCatalogue,
    private readonly services: ServiceRegistry,
  ) {}

  wiring() {
    return this.delivery.wiring();
  }

  eventTypes() {
    return this.events.all.map(({ type, label, category, version, schema, subscribable, ...event }) => ({
      type,
      label,
      namespace: { name: event.namespace, label: event.namespaceLabel },
      category,
      version: String(version),
      subscribable,
      audience: audienceOf(event),
      schema,
    }));
  }

  taskTypes() {
    return this.tasks.tasks.map(({ name, label, queue, timeLimit, retry }) => ({
      name,
      label,
      queue: queue.name,
      workerClass: queue.workerClass,
      timeLimit,
      retry: { tries: retry.tries, backoff: retry.firstDelay, maxBackoff: retry.longestDelay },
    }));
  }

  contracts() {
    return this.services.catalogue();
  }
}

/** Of those who see the target, who may know of it; null: all of them. */
const audienceOf = ({ audience }: Pick<EventDefinition, 'audience'>) =>
  audience ? { permission: audience.permission.name, oneself: audience.oneself !== undefined } : null;
