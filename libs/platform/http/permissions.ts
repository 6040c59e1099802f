import { applyDecorators, SetMetadata } from '@nestjs/common';
import { type Actor, hasRole, type Role } from '../context/actor.js';
import { RouteConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route demands a sign-in: all that are not public. */
    signIn?: boolean;
  }
}

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

/** What a route, resolver or socket event demands of its caller. */
export type Demand = Permission | 'public' | 'signed-in';

export const DEMAND = 'praxis:demand';

const demanding = (demand: Demand): MethodDecorator =>
  applyDecorators(SetMetadata(DEMAND, demand), RouteConfig({ signIn: demand !== 'public' }));

/** Only those with the permission. */
export const Permitted = (permission: Permission) => demanding(permission);
/** Everybody who is signed in; what they see is their own. */
export const SignedIn = () => demanding('signed-in');
/** Everybody. Being public is a declaration too. */
export const Public = () => demanding('public');
