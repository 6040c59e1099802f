import { translateSqlstate } from '../database/database-errors.js';
import type { Transaction } from '../database/transaction.js';
import { IdempotencyInProgressError } from './idempotency-errors.js';

translateSqlstate('PX410', () => new IdempotencyInProgressError());

const MARK = `
  with marked as (
    update platform.idempotency set state = case state when 'running' then 'committed' else state end
    where account_id = $1 and user_id = $2 and key = $3 and claim = $4 returning 1
  )
  select case when not exists (select from marked) then platform.refuse('PX410', 'the claim was taken over') end`;

/**
 * Makes a transaction that changes something in a request with an idempotency key take note of it there, in the same COMMIT: from
 * then on nobody carries the request out again. A transaction whose claim another one has taken over meanwhile is taken back.
 *
 * Only transactions of the tenant: those of the system run in the request's context without being part of it, such as the relay's.
 */
export function markEffect(tx: Transaction): void {
  const { claim, accountId, despite } = tx.context;
  if (!claim || accountId !== claim.accountId) return;
  claim.despite ??= despite;
  tx.beforeCommit(() => tx.query(MARK, [claim.accountId, claim.userId, claim.key, claim.id]));
}
