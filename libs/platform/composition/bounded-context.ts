import type { Provider, Type } from '@nestjs/common';
import type { ObjectType } from '../access/object-type.js';
import type { MigrationClass } from '../database/migrate.js';
import type { EventNamespace } from '../events/event-definition.js';
import type { Reacts } from '../messaging/reaction.js';
import type { Permission } from '../permissions/permission.js';
import type { RetainedType } from '../retention/retained-type.js';
import type { ContractClass } from '../services/service-contract.js';
import type { QueueDefinition } from '../tasks/queue-catalogue.js';
import type { NoPayload, TaskDefinition } from '../tasks/task-definition.js';
import type { ObjectVisibility } from '../visibility/object-visibility.js';

/** A task's handler, whatever it takes and returns. */
interface AnyTaskHandler {
  run(payload: never, run: never): unknown;
}

interface Provision {
  readonly contract: ContractClass;
  readonly by: Type<object>;
}

interface Recurrence {
  /** One that takes nothing. It recurs under its own name. */
  readonly task: TaskDefinition<NoPayload>;
  /** Five fields, or six with seconds in front, in UTC. */
  readonly cron: string;
}

/** What a required contract answers while its provider does not. */
export interface Fallback {
  readonly contract: ContractClass;
  readonly answers: object;
}

/** Methods without an answer here go on failing with ServiceUnavailableError. */
export const fallback = <T extends object>(contract: ContractClass<T>, answers: Partial<T>): Fallback => ({
  contract,
  answers,
});

/** What a context is made of. Its module file says this and nothing else. */
export interface ContextManifest {
  readonly name: string;
  readonly label: string;
  /** The event types that it declares and publishes. */
  readonly emits?: EventNamespace;
  readonly permissions?: Readonly<Record<string, Permission>>;
  /** Its types of objects: who may see them, what else is permitted on them, and what they belong to. */
  readonly objects?: readonly ObjectType[];
  /** Types of objects that it does not keep for ever. */
  readonly retains?: readonly RetainedType[];
  /** Contracts that it offers to other contexts, and who implements them. */
  readonly provides?: readonly Provision[];
  /** Contracts of other contexts that it calls. Injected by their class; any other is refused. */
  readonly requires?: readonly ContractClass[];
  /** For required contracts without whose answers it can do, worse but still. */
  readonly fallbacks?: readonly Fallback[];
  readonly entities?: readonly Type<object>[];
  readonly migrations?: readonly MigrationClass[];
  /** Handlers of commands and queries. */
  readonly handlers?: readonly Type<object>[];
  readonly reactions?: readonly Type<Reacts<never>>[];
  /** Handlers of its task types. */
  readonly tasks?: readonly Type<AnyTaskHandler>[];
  /** Queues of its own, beyond the standard ones. */
  readonly queues?: readonly QueueDefinition[];
  /** Those of its task types that run on their own, and when. */
  readonly schedules?: readonly Recurrence[];
  /** Controllers, resolvers and gateways are left out of processes that serve no requests. */
  readonly controllers?: readonly Type<object>[];
  readonly resolvers?: readonly Type<object>[];
  readonly gateways?: readonly Type<object>[];
  /** Say who may see those of its objects that access control knows nothing of, since nobody is granted them. */
  readonly visibilities?: readonly Type<ObjectVisibility>[];
  /** Whatever else its parts inject. */
  readonly providers?: readonly Provider[];
}

export type ContextModule = Type<object>;

const MANIFEST = Symbol('praxis:context');

/** Declares a class as a bounded context. `apps/contexts.ts` lists it, and the platform makes its Nest module. */
export function BoundedContext(manifest: ContextManifest): ClassDecorator {
  return (target) => {
    Reflect.defineMetadata(MANIFEST, manifest, target);
  };
}

export function manifestOf(context: ContextModule): ContextManifest {
  const manifest: ContextManifest | undefined = Reflect.getMetadata(MANIFEST, context);
  if (!manifest) throw new Error(`${context.name} is listed as a context but is not decorated with @BoundedContext.`);
  return manifest;
}
