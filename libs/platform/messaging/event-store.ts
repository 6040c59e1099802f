import { Compile, type Validator } from 'typebox/compile';
import { noteObject } from '../context/note-object.js';
import type { EventOutlet, Transaction } from '../database/transaction.js';
import type { EventDefinition, NewEvent } from '../events/event-definition.js';
import type { EventEnvelope } from '../events/event-envelope.js';
import { insertEvents, seal } from './event-rows.js';
import type { WiredReaction } from './reaction.js';

/** Publishing something other than what was declared is a defect of the publisher. */
class EventPayloadError extends Error {
  constructor(type: string, problems: string) {
    super(`The data published as "${type}" does not fit its declared schema: ${problems}`);
  }
}

/** Events in one statement: a group that is deleted may take thousands of grants with it. */
const MOST = 1_000;

const PENDING = Symbol('events of this transaction');

/** The writing side of the event store: facts join the transaction that makes them true. */
export class EventStore implements EventOutlet {
  readonly #validators = new Map<EventDefinition, Validator>();
  readonly #blocking = new Map<string, WiredReaction[]>();

  /** @param committed called after a commit that stored events; a hint to deliver them now rather than at the next poll */
  constructor(private readonly committed: () => void) {}

  /** Lets a blocking reaction take part in publishing. */
  addBlocking(reaction: WiredReaction): void {
    for (const type of reaction.types) this.#blocking.set(type, [...(this.#blocking.get(type) ?? []), reaction]);
  }

  isVetoable({ type }: EventDefinition): boolean {
    return this.#blocking.has(type);
  }

  /**
   * @returns what rejects with a blocking reaction's veto, when there are such reactions
   * @throws EventPayloadError
   */
  publish<T>(tx: Transaction, definition: EventDefinition<T>, event: NewEvent<T>): Promise<void> | undefined {
    this.#validate(definition, event.data);
    const envelope = seal(definition, event, tx.context);
    this.#pendingOf(tx).push(envelope);
    noteObject(tx.context, event.target);
    const blocking = this.#blocking.get(definition.type);
    return blocking && runAll(blocking, envelope, tx);
  }

  /** The transaction's events, written as one statement together with its COMMIT. */
  #pendingOf(tx: Transaction): EventEnvelope[] {
    return tx.attachment(PENDING, () => {
      const pending: EventEnvelope[] = [];
      tx.beforeCommit(() => this.#insertByTenant(tx, pending));
      tx.afterCommit(this.committed);
      return pending;
    });
  }

  /** A batch of reactions may publish for several accounts, and row-level security checks each insert against the current one. */
  #insertByTenant(tx: Transaction, pending: readonly EventEnvelope[]): Promise<unknown> {
    const runs: EventEnvelope[][] = [];
    for (const event of pending) {
      const run = runs.at(-1);
      if (run && run.length < MOST && run[0]?.metadata.accountId === event.metadata.accountId) run.push(event);
      else runs.push([event]);
    }
    const accounts = new Set(runs.map(([first]) => first?.metadata.accountId));
    const inserts = runs.map((run) => {
      const view = accounts.size > 1 ? tx.movedTo({ ...tx.context, accountId: run[0]?.metadata.accountId }) : tx;
      return insertEvents(view, run);
    });
    return Promise.all(inserts);
  }

  #validate<T>(definition: EventDefinition<T>, data: unknown): void {
    let validator = this.#validators.get(definition);
    if (!validator) {
      validator = Compile(definition.schema);
      this.#validators.set(definition, validator);
    }
    if (validator.Check(data)) return;
    const problems = validator.Errors(data).map((error) => `${error.instancePath || '/'} ${error.message}`);
    throw new EventPayloadError(definition.type, problems.join('; '));
  }
}

async function runAll(reactions: readonly WiredReaction[], event: EventEnvelope, tx: Transaction): Promise<void> {
  for (const reaction of reactions) await reaction.instance.react(event, tx as never);
}
