import { Attempt } from '../context/attempt.js';
import { currentContext, type RequestContext, runInContext } from '../context/request-context.js';
import type { Despite } from '../context/standing-question.js';
import { FactsChangedError, TenantRequiredError } from './database-errors.js';
import { entering, type Statement } from './entering.js';
import { GatheredReads } from './gathered-reads.js';
import { type Question, type QuestionOfMany, Recollections } from './recollections.js';
import type { Transaction } from './transaction.js';
import type { Transactions } from './transactions.js';

const FACTS = 'select facts::text from platform.admission where account_id = $1::uuid';

/** A transaction that sees and writes the data of exactly one account. */
export interface TenantTransaction extends Transaction {
  readonly accountId: string;
}

/**
 * The door to tenant data, as database role `praxis_app` under forced row-level security.
 *
 * Each transaction enters its tenant in the database itself, which refuses with 401, 402 or 403 when the user, the
 * sign-in, the account or its plan has meanwhile been ended: no cache can let anyone in for longer.
 *
 * Never hold a transaction open over a call of a contract: gather first, then write.
 */
export class TenantDatabase {
  readonly #reads: GatheredReads;

  constructor(
    private readonly transactions: Transactions,
    private readonly tenant?: RequestContext,
    readonly recollections = new Recollections(),
  ) {
    this.#reads = new GatheredReads((context, work) =>
      transactions.runTogether(context, { readOnly: true, statements: [entering(context, { readOnly: true })] }, work),
    );
  }

  /** The same door with the tenant given, rather than taken from the ambient context. */
  forAccount(accountId: string, context: Partial<RequestContext> = {}): TenantDatabase {
    const ambient = currentContext();
    const tenant: RequestContext = {
      requestId: ambient?.requestId ?? 'none',
      correlationId: ambient?.correlationId ?? 'none',
      ...ambient,
      // Sites are those of one account.
      ...(ambient?.accountId !== accountId && { siteId: undefined, sectorId: undefined }),
      // A write without a credential verifies nothing.
      ...(!context.actor?.issuedAt && { attempt: undefined }),
      ...context,
      accountId,
      actor: context.actor,
    };
    return new TenantDatabase(this.transactions, tenant, this.recollections);
  }

  /**
   * The same door, open also while the account's plan is not active, or even while the account is suspended: for what is needed to
   * get out of that. Whoever uses it has made sure that the actor may.
   */
  despite(reason: Despite): TenantDatabase {
    return new TenantDatabase(this.transactions, { ...this.#context(), despite: reason }, this.recollections);
  }

  /**
   * Nothing but what every entry asks: whether the caller's user and sign-in, and the account with its plan, still stand.
   * @throws UnauthenticatedError, PlanInactiveError, PermissionDeniedError (ACCOUNT_REQUIRED)
   */
  verifyStanding(): Promise<void> {
    return this.readTogether(async () => undefined);
  }

  /** Reads in one transaction that cannot write. */
  read<T>(work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    const context = this.#context();
    return this.transactions.run(context, { readOnly: true, statements: [entering(context)] }, work as never);
  }

  /**
   * Reads with statements that are all issued before `work` first awaits: one round trip in all, shared with what else the
   * request asks for at the moment. For hot paths. `work` may be run a second time.
   */
  readTogether<T>(work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    return this.#reads.read(this.#context(), work as never);
  }

  /** Everything in `work` commits together, or, when it throws, not at all. Events published in it are part of that. */
  write<T>(work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    const context = this.#context();
    return this.transactions.run(context, { statements: [entering(context)] }, work as never);
  }

  /**
   * Like {@link write}, for a change whose statements are all known at once: one round trip, BEGIN to COMMIT. `work` sends them
   * (`send`, `publish`) and reads no answers; what a statement refuses, or `work` throws, takes all of it back. `work` may be run a
   * second time.
   */
  writeAtOnce<T>(work: (tx: TenantTransaction) => T): Promise<T> {
    const context = this.#context();
    return this.transactions.runAtOnce(context, { statements: [entering(context)] }, (tx) => {
      try {
        return work(tx as TenantTransaction);
      } catch (error) {
        context.attempt?.notVerified();
        throw error;
      }
    });
  }

  /**
   * Runs `work`, in which questions may be answered from memory ({@link recall}), and which then writes in one transaction, once. When
   * what it recalled has changed meanwhile, or it fails for what it recalled, `work` is run again and nothing is recalled. Within
   * another one it is part of that.
   */
  async knowing<T>(work: () => Promise<T>): Promise<T> {
    const context = this.#context();
    // Only a credential is held against the account on entering.
    if (!context.actor?.issuedAt || context.attempt?.accountId === context.accountId) return work();
    const attempt = new Attempt(context.accountId, true);
    try {
      const result = await runInContext({ ...context, attempt }, work);
      if (attempt.isSure) return result;
    } catch (error) {
      if (attempt.isSure && !(error instanceof FactsChangedError)) throw error;
    }
    return runInContext({ ...context, attempt: new Attempt(context.accountId, false) }, work);
  }

  /**
   * Asks one question, or within {@link knowing} remembers its answer. Its tables must count as facts
   * (`platform.count_as_facts`, checked).
   */
  async recall<Row extends object, T>(question: Question<Row, T>): Promise<T> {
    const { name, about } = question;
    const { accountId, attempt } = this.#context();
    const known = attempt?.accountId === accountId && this.recollections.recall<T>(name, about, attempt);
    if (known) return known.content;
    const { facts, rows } = await this.#ask<Row>(question.statement(accountId));
    const content = question.answer(rows);
    if (facts) this.recollections.keep(accountId, name, about, { facts, content });
    return content;
  }

  /** Like {@link recall}, of several things by their ids. Those that are not remembered are asked for together; what is not there is left out. */
  async recallEach<T extends { readonly id: string }>(question: QuestionOfMany<T>): Promise<readonly T[]> {
    const { name, ids } = question;
    const { accountId, attempt } = this.#context();
    const found: T[] = [];
    const asked = ids.filter((id) => {
      const known = attempt?.accountId === accountId && this.recollections.recall<T>(name, [id], attempt);
      if (known) found.push(known.content);
      return !known;
    });
    if (asked.length === 0) return found;
    const { facts, rows } = await this.#ask<never>(question.statement(asked));
    for (const row of rows) {
      const content = question.answer(row);
      if (facts) this.recollections.keep(accountId, name, [content.id], { facts, content });
      found.push(content);
    }
    return found;
  }

  /** Within {@link knowing} also which version of the account's facts the answer is not older than. */
  async #ask<Row extends object>({ sql, parameters }: Statement): Promise<{ facts?: string; rows: Row[] }> {
    const { accountId, attempt } = this.#context();
    if (attempt?.accountId !== accountId)
      return { rows: await this.readTogether((tx) => tx.query<Row>(sql, parameters)) };
    this.recollections.statements.add(sql);
    // First, so that what changes in between makes the rows older than they are, and not newer.
    const [[admission], rows] = await this.readTogether((tx) =>
      Promise.all([tx.query<{ facts: string }>(FACTS, [accountId]), tx.query<Row>(sql, parameters)]),
    );
    return { facts: admission?.facts, rows };
  }

  #context(): RequestContext & { readonly accountId: string } {
    const context = this.tenant ?? currentContext();
    if (!context?.accountId) throw new TenantRequiredError();
    return context as RequestContext & { readonly accountId: string };
  }
}
