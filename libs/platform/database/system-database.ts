import { currentContext, type RequestContext } from '../context/request-context.js';
import type { Transaction } from './transaction.js';
import type { Transactions } from './transactions.js';

/**
 * The door for work that belongs to no tenant: signing in, relaying events and tasks, seeding. Connects as role
 * `praxis_system`, which sees across tenants only the tables that a migration opens to it.
 */
export class SystemDatabase {
  constructor(private readonly transactions: Transactions) {}

  read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.transactions.run(systemContext(), { readOnly: true }, work);
  }

  write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.transactions.run(systemContext(), {}, work);
  }

  /** Writes on behalf of a context: events published in it carry that context's tenant and correlation. */
  writeAs<T>(context: RequestContext, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.transactions.run(context, {}, work);
  }

  /** Statements that are all issued before `work` first awaits, in one transaction and one round trip. */
  together<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.transactions.runTogether(systemContext(), {}, work);
  }

  /** One statement in a transaction of its own, in one round trip. */
  query<T = Record<string, unknown>>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return this.together((tx) => tx.query<T>(sql, parameters));
  }
}

function systemContext(): RequestContext {
  return { requestId: 'none', correlationId: 'none', ...currentContext(), accountId: undefined, actor: undefined };
}
