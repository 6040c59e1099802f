/** Roles of product.md P7, account-wide. */
export const ROLES = ['developer', 'owner', 'admin', 'editor', 'therapist', 'patient', 'viewer', 'system'] as const;
export type Role = (typeof ROLES)[number];

/** Who is acting: a signed-in user of one account, or the system on an account's behalf. */
export interface Actor {
  readonly userId: string;
  readonly accountId: string;
  readonly roles: readonly Role[];
  /** The sign-in session (refresh-token family) that the credential belongs to. */
  readonly signInId?: string;
  /** Epoch milliseconds at which the credential was issued; compared with cut-offs of deactivated users. */
  readonly issuedAt?: number;
}

export function hasRole(actor: Actor, ...roles: Role[]): boolean {
  return actor.roles.some((role) => roles.includes(role));
}
