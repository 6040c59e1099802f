import { type Actor, ROLES, type Role } from '../context/actor.js';
import { isUuid } from '../context/ids.js';

/** To whom something is granted, as it is stored: `user:<id>`, `group:<id>` or `role:<name>`. */
export type Subject = `user:${string}` | `group:${string}` | `role:${Role}`;

export const userSubject = (id: string): Subject => `user:${id}`;
export const groupSubject = (id: string): Subject => `group:${id}`;
export const roleSubject = (role: Role): Subject => `role:${role}`;

/** Those that an actor is without asking the database; groups are looked up by each statement. */
export const ownSubjects = ({ userId, roles }: Actor): Subject[] => [userSubject(userId), ...roles.map(roleSubject)];

/** @returns undefined for what is not one; ids in lower case, as they are stored */
export function readSubject(
  text: string,
): { readonly kind: 'user' | 'group' | 'role'; readonly id: string } | undefined {
  const [, kind, id = ''] = /^(user|group|role):(.+)$/.exec(text) ?? [];
  if (kind === 'role') return ROLES.includes(id as Role) ? { kind, id } : undefined;
  if ((kind === 'user' || kind === 'group') && isUuid(id)) return { kind, id: id.toLowerCase() };
  return undefined;
}
