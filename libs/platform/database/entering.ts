import type { RequestContext } from '../context/request-context.js';

export interface Statement {
  readonly sql: string;
  readonly parameters?: readonly unknown[];
}

const LEAVE = `select set_config('app.account_id', '', true)`;
const ENTER = `select set_config('app.account_id', $1, true)`;

/** SQLSTATEs: see `database-errors.ts`. Of several reasons the first one is told. */
const ENTER_WITH_CREDENTIAL = `
  select case
    when a.account_id is null or (a.standing = 'suspended' and $5::text <> 'suspension')
      then platform.refuse('PX403', 'no such account')
    when (a.standing = 'plan_inactive' or a.active_until < now()) and $5::text = ''
      then platform.refuse('PX402', 'plan is not active')
    when exists (
      select from platform.cutoff c where c.subject in ($2::uuid, $3::uuid) and c.issued_until >= $4::bigint
    ) then platform.refuse('PX401', 'sign-in has ended')
    else set_config('app.account_id', $1::text, true)
  end
  from (values (1)) always left join platform.admission a on a.account_id = $1::uuid`;

/**
 * The statement that moves a transaction into a tenant. A request's credential is checked by the database itself; the system's
 * own work, reactions and tasks, goes on even in an account whose plan has ended.
 */
export function entering({ accountId, actor, despite, standing }: RequestContext): Statement {
  if (!accountId) return { sql: LEAVE };
  if (!actor?.issuedAt) return { sql: ENTER, parameters: [accountId] };
  if (standing) standing.asked = true;
  return {
    sql: ENTER_WITH_CREDENTIAL,
    parameters: [accountId, actor.userId, actor.signInId ?? null, actor.issuedAt, despite ?? ''],
  };
}
