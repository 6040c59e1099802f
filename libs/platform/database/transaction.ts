import type { ClientBase } from 'pg';
import type { EntityTarget, ObjectLiteral, QueryRunner, Repository } from 'typeorm';
import type { RequestContext } from '../context/request-context.js';
import type { EventDefinition, NewEvent } from '../events/event-definition.js';
import { SharedConnectionError, TransactionEndedError, translateRefusal } from './database-errors.js';
import { entering, isPlaced, type Statement } from './entering.js';
import { oneWritePerTick } from './one-write-per-tick.js';
import { type Outcome, Piece } from './piece.js';

type Row = Record<string, unknown>;

/** Where published events go. The messaging room provides it; without it, publishing is refused. */
export interface EventOutlet {
  /** Whether somebody has a say in whether a transaction that publishes this may commit. */
  isVetoable(definition: EventDefinition): boolean;
  /** @returns what decides whether the transaction may commit, when it is vetoable */
  publish<T>(tx: Transaction, definition: EventDefinition<T>, event: NewEvent<T>): Promise<void> | undefined;
}

/** What one database transaction is made of; shared by all views of it. */
export interface TransactionCore {
  /** Absent on a shared connection. */
  readonly runner?: QueryRunner;
  readonly client: ClientBase;
  readonly outlet?: EventOutlet;
  /**
   * Where statements wait to be sent together with the commit, on a connection that others use at the same time; absent where each is
   * sent by itself.
   */
  readonly piece?: Piece;
  readonly beforeCommit: (() => Promise<unknown>)[];
  readonly afterCommit: (() => void)[];
  readonly attachments: Map<symbol, unknown>;
  /** Blocking reactions that have been asked; the transaction commits when all have let it. */
  readonly vetoes: Promise<void>[];
  firstFailure?: unknown;
  /** Whether it has been at one site of its account. */
  placed: boolean;
  ended: boolean;
}

/**
 * One database transaction, seen on behalf of one context. The only way to reach tables.
 *
 * Statements go down the connection without waiting for one another (the driver's pipeline mode): beginning, entering the
 * tenant and the first query are one round trip. An error in an earlier statement surfaces on the later ones as that
 * earlier error, not as "transaction is aborted".
 */
export class Transaction {
  readonly #core: TransactionCore;

  constructor(
    core: TransactionCore,
    /** Who and what this transaction is for; handed in by the platform. */
    readonly context: RequestContext,
  ) {
    this.#core = core;
  }

  get accountId(): string | undefined {
    return this.context.accountId;
  }

  /** Runs one statement, prepared by its text: give values as parameters, never in the text. Resolves to the rows. */
  async query<T = Row>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    const result = await this.#send(sql, parameters);
    return result.rows as T[];
  }

  /** Like {@link query}; resolves to the number of rows affected. */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    const { tag } = await this.#send(sql, parameters);
    return Number(tag.slice(tag.lastIndexOf(' ') + 1)) || 0;
  }

  /** A TypeORM repository that works inside this transaction and therefore sees only its tenant. */
  repository<E extends ObjectLiteral>(entity: EntityTarget<E>): Repository<E> {
    if (this.#core.ended) throw new TransactionEndedError();
    if (!this.#core.runner) throw new Error('There are no repositories in a transaction that is sent as one piece.');
    return this.#core.runner.manager.getRepository(entity);
  }

  /**
   * Tells a fact. It is stored with this transaction or not at all, and reaches every wired reaction after commit.
   * Blocking reactions run before this resolves; when one throws, that is a veto and the transaction must end.
   */
  publish<T>(definition: EventDefinition<T>, event: NewEvent<T>): Promise<void> {
    if (!this.#core.outlet) throw new Error(`No event store is attached, so "${definition.type}" cannot be published.`);
    if (this.#core.piece && this.#core.outlet.isVetoable(definition)) throw new SharedConnectionError();
    const veto = this.#core.outlet.publish(this, definition, event);
    if (!veto) return Promise.resolve();
    veto.catch(() => undefined);
    this.#core.vetoes.push(veto);
    return veto;
  }

  /** Something that other rooms keep with this transaction, made when first asked for. Platform only. */
  attachment<T>(key: symbol, make: () => T): T {
    if (!this.#core.attachments.has(key)) this.#core.attachments.set(key, make());
    return this.#core.attachments.get(key) as T;
  }

  /**
   * Work whose statements are sent right before COMMIT, in the same round trip: it must send them before it first awaits. What can
   * go wrong in it besides those statements it must throw, not reject with: once COMMIT is sent, it is too late.
   */
  beforeCommit(work: () => Promise<unknown>): void {
    this.#core.beforeCommit.push(work);
  }

  /** Runs after COMMIT succeeded; for hints only, since the process may die first. */
  afterCommit(work: () => void): void {
    this.#core.afterCommit.push(work);
  }

  /** The same transaction, moved into the tenant of another context. Platform only. */
  movedTo(context: RequestContext): Transaction {
    const core = this.#core;
    this.send(entering(context, { wasPlaced: core.placed }));
    core.placed ||= isPlaced(context);
    return new Transaction(core, context);
  }

  /**
   * Sends a statement without waiting; its failure is that of whatever is awaited next, at the latest of the commit.
   * @throws TypeError for a value that the driver would have to turn into text: failing at that, it would leave the statement out
   *   and go on with the next, COMMIT included
   */
  send({ sql, parameters = [] }: Statement): void {
    if (!parameters.every(isPlain)) throw new TypeError(`Pass numbers, texts, dates and lists of these: ${sql}`);
    const { piece, ended } = this.#core;
    if (piece && !ended && !this.context.tracking) piece.add(sql, parameters);
    else this.#send(sql, parameters).catch(() => undefined);
  }

  async commit(): Promise<void> {
    const core = this.#core;
    if (core.vetoes.length > 0) await Promise.all(core.vetoes);
    // Of what the driver could not send, the server does not know that it is missing, and would commit the rest.
    if (core.firstFailure) throw core.firstFailure;
    oneWritePerTick(core.client);
    const last = core.beforeCommit.map((work) => work());
    const committed = core.piece ? core.piece.send() : this.#ask('COMMIT', []);
    core.ended = true;
    const outcomes = await Promise.allSettled([...last, committed]);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed || core.firstFailure) throw core.firstFailure ?? translateRefusal(failed?.reason);
    // COMMIT of a failed transaction answers ROLLBACK without an error.
    const ended = await committed;
    if (ended && ended.tag !== 'COMMIT') throw new Error('The transaction was rolled back at COMMIT.');
  }

  announceCommit(): void {
    for (const work of this.#core.afterCommit) work();
  }

  async rollback(): Promise<void> {
    if (this.#core.ended) return;
    this.#core.ended = true;
    await this.#core.client.query('ROLLBACK');
  }

  /** Refuses all further use. For work that may still be running when its transaction is taken away. */
  seal(): void {
    this.#core.ended = true;
  }

  /** What really went wrong when `error` surfaced: the first failure dooms all that follow it. */
  rootCause(error: unknown): unknown {
    return this.#core.firstFailure ?? translateRefusal(error);
  }

  async #send(sql: string, parameters: readonly unknown[]): Promise<Outcome> {
    const core = this.#core;
    if (core.ended) throw new TransactionEndedError();
    try {
      const { tracking } = this.context;
      return await (tracking ? tracking.query(sql, () => this.#ask(sql, parameters)) : this.#ask(sql, parameters));
    } catch (error) {
      core.firstFailure ??= translateRefusal(error);
      throw core.firstFailure;
    }
  }

  #ask(sql: string, parameters: readonly unknown[]): Promise<Outcome> {
    const { client, piece } = this.#core;
    if (piece) return piece.ask(sql, parameters);
    oneWritePerTick(client);
    const alone = new Piece(client);
    const outcome = alone.ask(sql, parameters);
    alone.send().catch(() => undefined);
    return outcome;
  }
}

const isPlain = (value: unknown): boolean =>
  value === null ||
  typeof value !== 'object' ||
  value instanceof Date ||
  (Array.isArray(value) && value.every(isPlain));
