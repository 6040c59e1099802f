/** Roles of product.md P7, account-wide. */
export const ROLES = ['developer', 'owner', 'admin', 'editor', 'therapist', 'patient', 'viewer', 'system'] as const;
export type Role = (typeof ROLES)[number];

/** How somebody showed who they are. */
export type CredentialKind = 'token' | 'api_key' | 'cookie' | 'basic';

/** Who is acting: a signed-in user of one account, or the system on an account's behalf. */
export interface Actor {
  readonly userId: string;
  readonly accountId: string;
  readonly roles: readonly Role[];
  /** The sign-in session (refresh-token family, or cookie) that the credential belongs to, or the API key that it is. */
  readonly signInId?: string;
  /** Epoch milliseconds at which the credential was issued; compared with cut-offs of deactivated users. */
  readonly issuedAt?: number;
  /** Absent where no request came in: reactions, tasks, set-up. */
  readonly credential?: CredentialKind;
  /** Names of the permissions that an API key is restricted to. Absent: all that the roles give. */
  readonly scopes?: readonly string[];
  /** The only site that an API key may work at. Absent: all that the user may. */
  readonly siteId?: string;
}

export function hasRole(actor: Actor, ...roles: Role[]): boolean {
  return actor.roles.some((role) => roles.includes(role));
}
