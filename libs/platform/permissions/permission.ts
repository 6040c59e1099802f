import { type Actor, hasRole, type Role } from '../context/actor.js';

/** Something that a role may be allowed to do. Declared by the context that owns it, in a labelled namespace. */
export interface Permission {
  /** `<namespace>.<object>.<verb>`, for example `scheduling.session.view`. */
  readonly name: string;
  readonly label: string;
  readonly namespaceLabel: string;
  /** Have it account-wide. */
  readonly roles: readonly Role[];
  /** Have it on the objects that they take part in, such as a therapist on their own sessions. */
  readonly parties?: readonly Role[];
}

type Declared = Pick<Permission, 'label' | 'roles' | 'parties'>;

/** Declares the permissions of a context: short name → label, the roles that have it account-wide, and those of parties. */
export function permissionNamespace<K extends string>(
  namespace: string,
  namespaceLabel: string,
  permissions: Readonly<Record<K, Declared>>,
): Readonly<Record<K, Permission>> {
  const declared = Object.entries<Declared>(permissions).map(([key, permission]) => [
    key,
    { name: `${namespace}.${key}`, namespaceLabel, ...permission },
  ]);
  return Object.fromEntries(declared);
}

/** An API key may be restricted to some permissions, whatever its user has. */
export const isInScope = ({ scopes }: Actor, { name }: Permission): boolean => !scopes || scopes.includes(name);

/** Whether the actor has it account-wide. Who has not may still have it on single objects: `AccessControl` knows. */
export const isPermitted = (actor: Actor, permission: Permission): boolean =>
  isInScope(actor, permission) && hasRole(actor, ...permission.roles);

/** Whether the actor has it on objects that they take part in. */
export const isPermittedAsParty = (actor: Actor, permission: Permission): boolean =>
  isInScope(actor, permission) && hasRole(actor, ...(permission.parties ?? []));
