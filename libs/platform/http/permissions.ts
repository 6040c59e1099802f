import { SetMetadata } from '@nestjs/common';
import { type Actor, hasRole, type Role } from '../context/actor.js';

/** Something that a role may be allowed to do. Declared by the context that owns it, in a labelled namespace. */
export interface Permission {
  /** `<namespace>.<object>.<verb>`, for example `scheduling.session.view`. */
  readonly name: string;
  readonly label: string;
  readonly namespaceLabel: string;
  readonly roles: readonly Role[];
}

/** Declares the permissions of a context: short name → label and the roles that have it account-wide. */
export function permissionNamespace<K extends string>(
  namespace: string,
  namespaceLabel: string,
  permissions: Readonly<Record<K, { label: string; roles: readonly Role[] }>>,
): Readonly<Record<K, Permission>> {
  const declared = Object.entries<{ label: string; roles: readonly Role[] }>(permissions).map(
    ([key, { label, roles }]) => [key, { name: `${namespace}.${key}`, label, namespaceLabel, roles }],
  );
  return Object.fromEntries(declared);
}

export const isPermitted = (actor: Actor, permission: Permission): boolean => hasRole(actor, ...permission.roles);

/** What a route, resolver or socket event demands of its caller. */
export type Demand = Permission | 'public' | 'signed-in';

export const DEMAND = 'praxis:demand';

/** Only those with the permission. */
export const Permitted = (permission: Permission) => SetMetadata(DEMAND, permission satisfies Demand);
/** Everybody who is signed in; what they see is their own. */
export const SignedIn = () => SetMetadata(DEMAND, 'signed-in' satisfies Demand);
/** Everybody. Being public is a declaration too. */
export const Public = () => SetMetadata(DEMAND, 'public' satisfies Demand);
