import type { ClientBase, Pool } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import type { RequestContext } from '../context/request-context.js';
import type { ResourceTracking } from '../context/resource-tracking.js';
import { isLastWord, SharedConnectionError } from './database-errors.js';
import { isPlaced, type Statement } from './entering.js';
import { Piece } from './piece.js';
import { SharedConnections } from './shared-connections.js';
import { type EventOutlet, Transaction, type TransactionCore } from './transaction.js';

interface Opening {
  readonly readOnly?: boolean;
  readonly statements?: readonly Statement[];
  /** Aborts the work: the connection is given up, since it may be stuck in a statement. */
  readonly signal?: AbortSignal;
}

/**
 * How many connections of a pool are shared, by reads and by changes; the others belong to one transaction at a time. Changes may wait
 * for locks, and reads must not wait behind them.
 */
const SHARED_BY_READS = 2;
const SHARED_BY_CHANGES = 3;
/** Neither takes more of a small pool than this, or there would be none left. */
const MOST_OF_POOL = 1 / 4;

type Work<T> = (tx: Transaction) => Promise<T>;

/** Opens, ends and cleans up transactions on one pool. The doors built on it decide who may open what. */
export class Transactions {
  /** Set once, when the messaging room opens. */
  outlet?: EventOutlet;
  /** What other rooms add to each transaction that may change something, as it begins. */
  readonly joining: ((tx: Transaction) => void)[] = [];

  readonly #reads: SharedConnections;
  readonly #writes: SharedConnections;

  constructor(private readonly dataSource: DataSource) {
    const pool = (dataSource.driver as unknown as { master: Pool }).master;
    const most = Math.max(1, Math.floor(pool.options.max * MOST_OF_POOL));
    this.#reads = new SharedConnections(pool, Math.min(SHARED_BY_READS, most));
    this.#writes = new SharedConnections(pool, Math.min(SHARED_BY_CHANGES, most));
  }

  /** Gives back the connections that are shared; before the pool is closed. */
  async close(): Promise<void> {
    await Promise.all([this.#reads.close(), this.#writes.close()]);
  }

  run<T>(context: RequestContext, opening: Opening, work: Work<T>): Promise<T> {
    return this.#inTransaction(context, opening, async (tx) => {
      const result = await unlessAborted(work(tx), opening.signal);
      await tx.commit();
      return result;
    });
  }

  /**
   * For statements that are all known at once: everything from BEGIN to COMMIT is one round trip, on a connection that others use
   * at the same time. `work` must issue its statements before it first awaits. There are no repositories in it.
   */
  runTogether<T>(context: RequestContext, opening: Omit<Opening, 'signal'>, work: Work<T>): Promise<T> {
    return this.#reads.run(async (client) => {
      const tx = this.#begin({ client, piece: new Piece(client) }, context, opening);
      try {
        const [result] = await Promise.all([work(tx), tx.commit()]);
        tx.announceCommit();
        return result;
      } catch (error) {
        // COMMIT was sent all the same, and has ended what failed.
        throw tx.rootCause(error);
      }
    });
  }

  /**
   * For a change whose statements are all known at once: everything from BEGIN to COMMIT is one round trip, on a connection that others
   * use at the same time. `work` sends them (`send`, `publish`) and reads no answers; what it throws takes them back. There are no
   * repositories in it. When somebody has a say in what it publishes, it is run again, in a transaction that can wait for that.
   */
  async runAtOnce<T>(
    context: RequestContext,
    opening: Omit<Opening, 'signal'>,
    work: (tx: Transaction) => T,
  ): Promise<T> {
    try {
      return await this.#writes.run((client) => this.#writeAtOnce(client, context, opening, work));
    } catch (error) {
      if (!(error instanceof SharedConnectionError)) throw error;
      return this.run(context, opening, async (tx) => work(tx));
    }
  }

  async #writeAtOnce<T>(
    client: ClientBase,
    context: RequestContext,
    opening: Opening,
    work: (tx: Transaction) => T,
  ): Promise<T> {
    const tx = this.#begin({ client, piece: new Piece(client) }, context, opening);
    try {
      const result = work(tx);
      await tx.commit();
      tx.announceCommit();
      return result;
    } catch (error) {
      tx.seal();
      throw tx.rootCause(error);
    }
  }

  async #inTransaction<T>(context: RequestContext, opening: Opening, work: Work<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client = (await runner.connect()) as ClientBase;
    // TypeORM must not open a transaction of its own around a save.
    Object.assign(runner, { isTransactionActive: true });
    if (context.tracking) trackRepositories(runner, context.tracking);
    const tx = this.#begin({ runner, client }, context, opening);
    let result: T;
    try {
      result = await work(tx);
    } catch (error) {
      await this.#abandon(runner, tx, error, opening.signal);
      throw tx.rootCause(error);
    }
    await runner.release();
    tx.announceCommit();
    return result;
  }

  #begin(
    on: Pick<TransactionCore, 'client' | 'runner' | 'piece'>,
    context: RequestContext,
    opening: Opening,
  ): Transaction {
    const core: TransactionCore = {
      ...on,
      outlet: this.outlet,
      beforeCommit: [],
      afterCommit: [],
      attachments: new Map(),
      vetoes: [],
      placed: isPlaced(context),
      ended: false,
    };
    const tx = new Transaction(core, context);
    if (!opening.readOnly) for (const join of this.joining) join(tx);
    if (!core.piece) tx.send({ sql: opening.readOnly ? 'BEGIN READ ONLY' : 'BEGIN' });
    for (const statement of opening.statements ?? []) tx.send(statement);
    return tx;
  }

  async #abandon(runner: QueryRunner, tx: Transaction, cause: unknown, signal?: AbortSignal): Promise<void> {
    try {
      signal?.throwIfAborted();
      requireConnected(cause);
      await tx.rollback();
      await runner.release();
    } catch (reason) {
      // A connection whose state is unknown must not go back to the pool.
      tx.seal();
      const pooled = runner as unknown as { releasePostgresConnection(error: unknown): Promise<void> };
      await pooled.releasePostgresConnection(reason);
    }
  }
}

/** What repositories ask goes past the transaction. */
function trackRepositories(runner: QueryRunner, tracking: ResourceTracking): void {
  const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
  const tracked = (...args: unknown[]) => tracking.query(String(args[0]), () => query(...args));
  Object.assign(runner, { query: tracked });
}

/** Whoever was given the connection between the server's last word and its end would be cut off. */
function requireConnected(cause: unknown): void {
  if (isLastWord(cause)) throw cause;
}

function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
