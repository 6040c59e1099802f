import type { RequestContext } from '../context/request-context.js';

export interface Statement {
  readonly sql: string;
  readonly parameters?: readonly unknown[];
}

interface Entrance {
  /** The transaction may have been at a site before, so that it has to leave it. */
  readonly wasPlaced?: boolean;
  /** The transaction may only read. */
  readonly readOnly?: boolean;
}

/** What a statement says besides the account; each combination is a text of its own, written once. */
interface Clauses {
  readonly credential: boolean;
  readonly facts: boolean;
  readonly place: boolean;
  readonly readOnly: boolean;
}

/**
 * The statement that moves a transaction into a tenant, and to the site and sector that its work is at. A request's credential is
 * checked by the database itself, and so is what it remembers (`recollections.ts`); the system's own work, reactions and tasks, goes
 * on even in an account whose plan has ended.
 */
export function entering(context: RequestContext, { wasPlaced = false, readOnly = false }: Entrance = {}): Statement {
  const { accountId, actor, despite, standing, attempt } = context;
  const parameters: unknown[] = [accountId ?? ''];
  const credential = accountId !== undefined && actor?.issuedAt !== undefined;
  if (credential) parameters.push(actor.userId, actor.signInId ?? null, actor.issuedAt, despite ?? '');
  if (credential && standing) standing.asked = true;
  const facts = credential && !readOnly ? attempt?.verify(accountId) : undefined;
  if (facts !== undefined) parameters.push(facts);
  const place = wasPlaced || isPlaced(context);
  // Outside any account there is no site to be at.
  if (place) parameters.push((accountId && context.siteId) ?? '', (accountId && context.sectorId) ?? '');
  return { sql: textOf({ credential, facts: facts !== undefined, place, readOnly }), parameters };
}

/** Whether this work is at one site, rather than in all of its account. */
export const isPlaced = ({ siteId, sectorId }: RequestContext): boolean => Boolean(siteId || sectorId);

const texts: string[] = [];

function textOf(clauses: Clauses): string {
  const { credential, facts, place, readOnly } = clauses;
  const number = Number(credential) + 2 * Number(facts) + 4 * Number(place) + 8 * Number(readOnly);
  texts[number] ??= write(clauses);
  return texts[number];
}

/** SQLSTATEs: see `database-errors.ts`. Of several reasons the first one is told. */
function write({ credential, facts, place, readOnly }: Clauses): string {
  const enter = `set_config('app.account_id', $1::text, true)`;
  const first = 2 + (credential ? 4 : 0) + (facts ? 1 : 0);
  const checked = `case
    when a.account_id is null or (a.standing = 'suspended' and $5::text <> 'suspension')
      then platform.refuse('PX403', 'no such account')
    when (a.standing = 'plan_inactive' or a.active_until < now()) and $5::text = ''
      then platform.refuse('PX402', 'plan is not active')
    when exists (
      select from platform.cutoff c where c.subject in ($2::uuid, $3::uuid) and c.issued_until >= $4::bigint
    ) then platform.refuse('PX401', 'sign-in has ended')
    ${facts ? `when a.facts <> $6::bigint then platform.refuse('PX428', 'the facts have changed')` : ''}
    else ${enter}
  end`;
  const moves = [
    credential ? checked : enter,
    place && `set_config('app.site_id', $${first}::text, true), set_config('app.sector_id', $${first + 1}::text, true)`,
    readOnly && `set_config('transaction_read_only', 'on', true)`,
  ];
  const always = credential
    ? ' from (values (1)) always left join platform.admission a on a.account_id = $1::uuid'
    : '';
  return `select ${moves.filter(Boolean).join(', ')}${always}`;
}
