import type { Actor } from '../context/actor.js';

/** What a credential lets its user do account-wide, and where. */
export interface Rights {
  readonly roles: readonly string[];
  /** Null: whatever the roles permit. */
  readonly scopes: readonly string[] | null;
  /** Null: all sites. */
  readonly siteId: string | null;
}

export const rightsOf = ({ roles, scopes, siteId }: Actor): Rights => ({
  roles,
  scopes: scopes ?? null,
  siteId: siteId ?? null,
});

/** Whether somebody may now all that they were given an answer for. Also after a role was lost, or by a lesser key of the same user. */
export function covers(now: Rights, then: Rights): boolean {
  const hasRoles = then.roles.every((role) => now.roles.includes(role));
  const hasScopes = now.scopes === null || (then.scopes?.every((scope) => now.scopes?.includes(scope)) ?? false);
  const hasSite = now.siteId === null || now.siteId === then.siteId;
  return hasRoles && hasScopes && hasSite;
}
