import type { RequestContext } from '../context/request-context.js';

export interface Statement {
  readonly sql: string;
  readonly parameters?: readonly unknown[];
}

/** Where in the account, for `platform.align_with_place`; as two more columns of the statement, and only where there is something to say. */
const at = (first: number) =>
  `, set_config('app.site_id', $${first}::text, true), set_config('app.sector_id', $${first + 1}::text, true)`;

const leave = (place = '') => `select set_config('app.account_id', '', true)${place}`;
const enter = (place = '') => `select set_config('app.account_id', $1, true)${place}`;

/** SQLSTATEs: see `database-errors.ts`. Of several reasons the first one is told. */
const enterWithCredential = (place = '') => `
  select case
    when a.account_id is null or (a.standing = 'suspended' and $5::text <> 'suspension')
      then platform.refuse('PX403', 'no such account')
    when (a.standing = 'plan_inactive' or a.active_until < now()) and $5::text = ''
      then platform.refuse('PX402', 'plan is not active')
    when exists (
      select from platform.cutoff c where c.subject in ($2::uuid, $3::uuid) and c.issued_until >= $4::bigint
    ) then platform.refuse('PX401', 'sign-in has ended')
    else set_config('app.account_id', $1::text, true)
  end${place}
  from (values (1)) always left join platform.admission a on a.account_id = $1::uuid`;

const [LEAVE, ENTER, ENTER_WITH_CREDENTIAL] = [leave(), enter(), enterWithCredential()];
const [LEAVE_PLACE, ENTER_AT, ENTER_WITH_CREDENTIAL_AT] = [leave(at(1)), enter(at(2)), enterWithCredential(at(6))];

/**
 * The statement that moves a transaction into a tenant, and to the site and sector that its work is at. A request's credential is
 * checked by the database itself; the system's own work, reactions and tasks, goes on even in an account whose plan has ended.
 * @param wasPlaced whether the transaction may have been at a site before, so that it has to leave it
 */
export function entering(context: RequestContext, wasPlaced = false): Statement {
  const { accountId, actor, despite, standing } = context;
  const place = wasPlaced || isPlaced(context) ? [context.siteId ?? '', context.sectorId ?? ''] : [];
  const placed = place.length > 0;
  // Outside any account there is no site to be at.
  if (!accountId) return placed ? { sql: LEAVE_PLACE, parameters: ['', ''] } : { sql: LEAVE };
  if (!actor?.issuedAt) return { sql: placed ? ENTER_AT : ENTER, parameters: [accountId, ...place] };
  if (standing) standing.asked = true;
  const { userId, signInId = null, issuedAt } = actor;
  return {
    sql: placed ? ENTER_WITH_CREDENTIAL_AT : ENTER_WITH_CREDENTIAL,
    parameters: [accountId, userId, signInId, issuedAt, despite ?? '', ...place],
  };
}

/** Whether this work is at one site, rather than in all of its account. */
export const isPlaced = ({ siteId, sectorId }: RequestContext): boolean => Boolean(siteId || sectorId);
