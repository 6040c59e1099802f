import type { ClientBase, Pool, PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import type { RequestContext } from '../context/request-context.js';
import { markEffect } from '../idempotency/claimed-effect.js';
import type { ResourceTracking } from '../observability/resource-tracking.js';
import { isLastWord } from './database-errors.js';
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

/** Connections of a pool that are shared by reads; the others belong to one transaction at a time. */
const SHARED = 2;

type Work<T> = (tx: Transaction) => Promise<T>;

/** Opens, ends and cleans up transactions on one pool. The doors built on it decide who may open what. */
export class Transactions {
  /** Set once, when the messaging room opens. */
  outlet?: EventOutlet;

  readonly #pool: Pool;
  readonly #shared: SharedConnections;

  constructor(private readonly dataSource: DataSource) {
    this.#pool = (dataSource.driver as unknown as { master: Pool }).master;
    this.#shared = new SharedConnections(this.#pool, SHARED);
  }

  /** Gives back the connections that are shared; before the pool is closed. */
  close(): Promise<void> {
    return this.#shared.close();
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
    return this.#shared.run(async (client) => {
      const tx = this.#begin({ client, isShared: true, piece: new Piece(client) }, context, opening);
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
   * For a change whose statements are all known at once: everything from BEGIN to COMMIT is one round trip. `work` sends them
   * (`send`, `publish`) and reads no answers; what it throws takes them back. There are no repositories in it.
   */
  async runAtOnce<T>(context: RequestContext, opening: Opening, work: (tx: Transaction) => T): Promise<T> {
    const client = await this.#pool.connect();
    const tx = this.#begin({ client, piece: new Piece(client) }, context, opening);
    try {
      const result = work(tx);
      await tx.commit();
      client.release();
      tx.announceCommit();
      return result;
    } catch (error) {
      await endAndRelease(tx, client, error);
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
    on: Pick<TransactionCore, 'client' | 'isShared' | 'runner' | 'piece'>,
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
    if (context.claim && !opening.readOnly) markEffect(tx);
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

async function endAndRelease(tx: Transaction, client: PoolClient, cause: unknown): Promise<void> {
  try {
    requireConnected(cause);
    await tx.rollback();
    client.release();
  } catch (reason) {
    // A connection whose state is unknown must not go back to the pool.
    tx.seal();
    client.release(reason as Error);
  }
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
