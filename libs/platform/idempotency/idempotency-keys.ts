import type { Claim } from '../context/claim.js';
import { currentContext, type RequestContext } from '../context/request-context.js';
import type { Despite } from '../context/standing-question.js';
import { entering } from '../database/entering.js';
import type { Transactions } from '../database/transactions.js';
import {
  IdempotencyInProgressError,
  IdempotencyKeyReusedError,
  IdempotencyResultLostError,
} from './idempotency-errors.js';
import { CLAIM_LEASE, KEPT_HOURS } from './key-lifetimes.js';
import type { Rights } from './rights.js';

/** An answer as it was sent. */
export interface SentAnswer {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string | null;
}

/** An answer with what it was given for. */
export interface StoredAnswer extends SentAnswer {
  /** Absent for one that was kept by an earlier version. */
  readonly rights: Rights | null;
  readonly objects: readonly string[] | null;
  readonly despite: Despite | null;
}

interface KeyRow {
  claim: string;
  state: 'running' | 'committed' | 'answered';
  fingerprint: string;
  status: number | null;
  content_type: string | null;
  body: string | null;
  rights: Rights | null;
  objects: string[] | null;
  despite: Despite | null;
  stale: boolean;
}

/** A key that is new, or has expired, or whose process ended before anything was committed. */
const CLAIM = `
  insert into platform.idempotency as known (account_id, user_id, key, fingerprint, claim) values ($1, $2, $3, $4, $5)
  on conflict (account_id, user_id, key) do update
  set fingerprint = excluded.fingerprint, claim = excluded.claim, claimed_at = excluded.claimed_at,
      state = 'running', status = null, content_type = null, body = null, rights = null, objects = null, despite = null
  where known.claimed_at < now() - interval '${KEPT_HOURS} hours'
     or (known.state = 'running' and known.fingerprint = excluded.fingerprint
         and known.claimed_at < now() - interval '${CLAIM_LEASE} milliseconds')`;
const KEY = 'account_id = $1 and user_id = $2 and key = $3';
const FIND = `
  select claim, state, fingerprint, status, content_type, body, rights, objects, despite,
         claimed_at < now() - interval '${CLAIM_LEASE} milliseconds' as stale
  from platform.idempotency where ${KEY}`;
const ANSWER = `
  update platform.idempotency set state = 'answered', status = $5, content_type = $6, body = $7,
    rights = $8::text::jsonb, objects = $9::text[], despite = $10
  where ${KEY} and claim = $4`;
const FREE = `delete from platform.idempotency where ${KEY} and claim = $4 and state = 'running'`;

/** The keys of an account in the database. Each step is a transaction of its own, in one round trip. */
export class IdempotencyKeys {
  constructor(private readonly transactions: Transactions) {}

  /**
   * @returns undefined when the request is now the claim's to carry out, otherwise the answer that it got before
   * @throws IdempotencyKeyReusedError, IdempotencyInProgressError, IdempotencyResultLostError; UnauthenticatedError for a sign-in
   *   that has ended
   */
  async claim(context: RequestContext, claim: Claim, fingerprint: string): Promise<StoredAnswer | undefined> {
    const key = [claim.accountId, claim.userId, claim.key];
    // What the account may do at the moment is for the handler to ask: changing the plan is allowed in one whose plan has ended.
    const asking: RequestContext = { ...context, standing: undefined, despite: 'suspension' };
    const [row] = await this.transactions.runTogether(asking, { statements: [entering(asking)] }, async (tx) => {
      tx.send({ sql: CLAIM, parameters: [...key, fingerprint, claim.id] });
      return tx.query<KeyRow>(FIND, key);
    });
    if (!row) throw new IdempotencyInProgressError();
    if (row.claim === claim.id) return undefined;
    if (row.fingerprint !== fingerprint) throw new IdempotencyKeyReusedError();
    if (row.state === 'answered') {
      if (row.status === null) throw new IdempotencyResultLostError();
      const { status, body, rights, objects, despite } = row;
      return { status, contentType: row.content_type, body, rights, objects, despite };
    }
    throw row.state === 'committed' && row.stale ? new IdempotencyResultLostError() : new IdempotencyInProgressError();
  }

  /** @param answer absent: it is not to be kept */
  async answered(claim: Claim, rights: Rights, answer?: SentAnswer): Promise<void> {
    const sent = [answer?.status ?? null, answer?.contentType ?? null, answer?.body ?? null];
    await this.#change(claim, ANSWER, [...sent, JSON.stringify(rights), [...claim.objects], claim.despite ?? null]);
  }

  /** Lets the same request be carried out anew, unless it has had an effect. */
  async free(claim: Claim): Promise<void> {
    await this.#change(claim, FREE, []);
  }

  async #change({ accountId, userId, key, id }: Claim, sql: string, values: readonly unknown[]): Promise<void> {
    // On nobody's behalf: the request may just have ended its own sign-in.
    const tracking = currentContext()?.tracking;
    const context: RequestContext = { requestId: 'none', correlationId: 'none', accountId, tracking };
    await this.transactions.runTogether(context, { statements: [entering(context)] }, (tx) =>
      tx.execute(sql, [accountId, userId, key, id, ...values]),
    );
  }
}
