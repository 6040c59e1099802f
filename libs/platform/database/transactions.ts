import type { ClientBase } from 'pg';
import type { DataSource } from 'typeorm';
import type { RequestContext } from '../context/request-context.js';
import type { Statement } from './entering.js';
import { type EventOutlet, Transaction, type TransactionCore } from './transaction.js';

interface Opening {
  readonly readOnly?: boolean;
  readonly statements?: readonly Statement[];
  /** Aborts the work: the connection is given up, since it may be stuck in a statement. */
  readonly signal?: AbortSignal;
}

type Work<T> = (tx: Transaction) => Promise<T>;

/** Opens, ends and cleans up transactions on one pool. The doors built on it decide who may open what. */
export class Transactions {
  /** Set once, when the messaging room opens. */
  outlet?: EventOutlet;

  constructor(private readonly dataSource: DataSource) {}

  run<T>(context: RequestContext, opening: Opening, work: Work<T>): Promise<T> {
    return this.#inTransaction(context, opening, async (tx) => {
      const result = await unlessAborted(work(tx), opening.signal);
      await tx.commit();
      return result;
    });
  }

  /**
   * For statements that are all known at once: everything from BEGIN to COMMIT is one round trip.
   * `work` must issue its statements before it first awaits.
   */
  runTogether<T>(context: RequestContext, opening: Opening, work: Work<T>): Promise<T> {
    return this.#inTransaction(context, opening, async (tx) => {
      const [result] = await Promise.all([work(tx), tx.commit()]);
      return result;
    });
  }

  async #inTransaction<T>(context: RequestContext, opening: Opening, work: Work<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client = (await runner.connect()) as ClientBase;
    // TypeORM must not open a transaction of its own around a save.
    Object.assign(runner, { isTransactionActive: true });
    const core: TransactionCore = {
      runner,
      client,
      outlet: this.outlet,
      beforeCommit: [],
      afterCommit: [],
      attachments: new Map(),
      ended: false,
    };
    const tx = new Transaction(core, context);
    tx.send({ sql: opening.readOnly ? 'BEGIN READ ONLY' : 'BEGIN' });
    for (const statement of opening.statements ?? []) tx.send(statement);
    let result: T;
    try {
      result = await work(tx);
    } catch (error) {
      await this.#abandon(core, tx, opening.signal);
      throw tx.rootCause(error);
    }
    await runner.release();
    tx.announceCommit();
    return result;
  }

  async #abandon({ runner }: TransactionCore, tx: Transaction, signal?: AbortSignal): Promise<void> {
    try {
      signal?.throwIfAborted();
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

function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
