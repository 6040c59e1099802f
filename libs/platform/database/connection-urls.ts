import { createHmac } from 'node:crypto';

/** The two roles that the application connects as. Neither owns a table, neither bypasses row-level security. */
export const APP_ROLE = 'praxis_app';
export const SYSTEM_ROLE = 'praxis_system';
export type DatabaseRole = typeof APP_ROLE | typeof SYSTEM_ROLE;

/**
 * The password of an application role, derived from the owner's URL: every process that knows the owner's URL knows it,
 * nothing has to be handed round, and changing the owner's password changes it at the next migration.
 */
export function rolePassword(ownerUrl: string, role: DatabaseRole): string {
  const owner = new URL(ownerUrl);
  return createHmac('sha256', decodeURIComponent(owner.password) || 'trust')
    .update(role)
    .digest('base64url');
}

/** The owner's URL with the user and password of an application role. */
export function roleUrl(ownerUrl: string, role: DatabaseRole): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = rolePassword(ownerUrl, role);
  return url.toString();
}
