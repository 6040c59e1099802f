import type { RequestContext } from '../context/request-context.js';

export interface Statement {
  readonly sql: string;
  readonly parameters?: readonly unknown[];
}

/**
 * The statement that moves a transaction into a tenant. A request's credential is checked by the database itself
 * (`platform.enter`); the system's own work, reactions and tasks, goes on even in an account whose plan has ended.
 */
export function entering(context: RequestContext): Statement {
  const { accountId, actor } = context;
  if (!accountId) return { sql: `select set_config('app.account_id', '', true)` };
  if (!actor?.issuedAt) return { sql: `select set_config('app.account_id', $1, true)`, parameters: [accountId] };
  return {
    sql: 'select platform.enter($1::uuid, $2::uuid, $3::uuid, $4::bigint)',
    parameters: [accountId, actor.userId, actor.signInId ?? null, actor.issuedAt],
  };
}
