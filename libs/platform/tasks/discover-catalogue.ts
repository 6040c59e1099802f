import type { DiscoveryService } from '@nestjs/core';
import { type QueueDefinition, STANDARD_QUEUES } from './queue-catalogue.js';
import { type HandlerRegistration, TaskCatalogue } from './task-catalogue.js';
import type { TaskDefinition } from './task-definition.js';
import { handledTask } from './task-handler.js';

/** What one `TasksModule.forFeature` declares. */
export class TaskDeclarations {
  constructor(
    readonly queues: readonly QueueDefinition[],
    readonly tasks: readonly TaskDefinition[],
  ) {}
}

type ProviderWrapper = ReturnType<DiscoveryService['getProviders']>[number];

/**
 * Builds the catalogue from all modules. Runs while providers are still being made, so handlers are asked for later, but
 * everything that can be wrong with them is known from their classes.
 */
export function discoverCatalogue(discovery: DiscoveryService): TaskCatalogue {
  const providers = discovery.getProviders();
  const declared = providers.map((wrapper) => wrapper.instance).filter((found) => found instanceof TaskDeclarations);
  return new TaskCatalogue(
    [...STANDARD_QUEUES, ...declared.flatMap((declarations) => declarations.queues)],
    declared.flatMap((declarations) => declarations.tasks),
    providers.flatMap(handlerRegistration),
  );
}

function handlerRegistration(wrapper: ProviderWrapper): HandlerRegistration[] {
  const handlerClass = wrapper.metatype;
  const definition = handlerClass && handledTask(handlerClass);
  if (!definition) return [];
  return [
    {
      definition,
      handlerName: handlerClass.name,
      get handler() {
        return wrapper.instance;
      },
    },
  ];
}
