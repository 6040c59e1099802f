import type { TenantTransaction } from '../database/tenant-database.js';
import type { Transaction } from '../database/transaction.js';
import type { EventDefinition } from '../events/event-definition.js';
import type { EventEnvelope } from '../events/event-envelope.js';

export interface ReactionOptions {
  /** Stable and unique, `<context>.<effect-when-cause>`; checkpoints and dead letters are kept under it. */
  readonly name: string;
  readonly label: string;
  /** The event types that it takes. Must agree with `apps/wiring.ts`. */
  readonly on: readonly EventDefinition<never>[] | readonly EventDefinition[];
  /** `blocking`: inside the publisher's transaction, where throwing is a veto. Default: after commit, at its own pace. */
  readonly mode?: 'after-commit' | 'blocking';
  /** How long one event may take when it is retried, in ms. Default 30,000. */
  readonly timeLimit?: number;
  /** Where it starts when it is first deployed on a store that already has events. Default `now`. */
  readonly from?: 'now' | 'beginning';
}

/**
 * An effect with a cause. What it writes with `tx` commits together with the record that the event was taken, so it happens
 * once. Anything else that it sets going must carry a key made from the event's id, so that the receiver can drop a second one.
 */
export interface Reacts<T = unknown> {
  /**
   * Gathers what the effect needs from other contexts, before any transaction is open, so that no lock is held over a call.
   * Its result is handed to {@link react}.
   */
  gather?(event: EventEnvelope<T>): Promise<unknown>;
  react(event: EventEnvelope<T>, tx: TenantTransaction, gathered?: unknown): Promise<void>;
  /** Optional: takes many events of one account at once, in order, where one statement can do the work of many. */
  reactToMany?(events: readonly EventEnvelope<T>[], tx: TenantTransaction): Promise<void>;
  /** Optional, for read models: empties what it built, before it is built again from the beginning. */
  reset?(tx: Transaction): Promise<void>;
}

const OPTIONS = Symbol('praxis:reaction');

/** Declares a class as a reaction. It still has to be listed in `apps/wiring.ts`; start-up refuses what does not agree. */
export function Reaction(options: ReactionOptions): ClassDecorator {
  return (target) => {
    Reflect.defineMetadata(OPTIONS, options, target);
  };
}

export function reactionOptions(reaction: object): ReactionOptions | undefined {
  return Reflect.getMetadata(OPTIONS, typeof reaction === 'function' ? reaction : reaction.constructor);
}

/** A reaction as the platform runs it. */
export interface WiredReaction {
  readonly name: string;
  readonly label: string;
  readonly context: string;
  readonly types: ReadonlySet<string>;
  readonly mode: 'after-commit' | 'blocking';
  readonly timeLimit: number;
  readonly from: 'now' | 'beginning';
  readonly instance: Reacts;
}

export function wiredReaction(instance: Reacts, options: ReactionOptions): WiredReaction {
  return {
    name: options.name,
    label: options.label,
    context: options.name.split('.')[0] ?? '',
    types: new Set(options.on.map((definition) => definition.type)),
    mode: options.mode ?? 'after-commit',
    timeLimit: options.timeLimit ?? 30_000,
    from: options.from ?? 'now',
    instance,
  };
}
