import type { Actor } from '#platform/context/actor.js';
import type { Action } from '#platform/http/envelope.js';
import type { UserType } from '../contract/index.js';
import { mayChange, mayDeactivate, mayView } from '../model/user.policy.js';
import type { UserView } from '../model/user-view.js';

export const USERS_PATH = '/api/v1/users';

/** A user as REST shows them to the actor. */
export function presentUser(actor: Actor, user: UserView) {
  const { id, email, profile, roles, active, createdAt, updatedAt } = user;
  return { id, email, profile, roles, active, createdAt, updatedAt, actions: actionsOn(user, actor) };
}

/** A user as GraphQL shows them. */
export function userAsType({ id, email, profile, roles, active, createdAt, updatedAt }: UserView): UserType {
  const [created, updated] = [createdAt.toISOString(), updatedAt.toISOString()];
  return { id, email, profile, roles, active, createdAt: created, updatedAt: updated };
}

export function actionsOn(user: Pick<UserView, 'id' | 'roles' | 'active'>, actor: Actor): Action[] {
  const href = `${USERS_PATH}/${user.id}`;
  const actions: Action[] = [];
  if (mayChange(actor, user)) actions.push({ name: 'update', method: 'PATCH', href });
  if (mayDeactivate(actor, user)) actions.push({ name: 'deactivate', method: 'DELETE', href });
  if (mayView(actor, user.id)) actions.push({ name: 'events', method: 'GET', href: `${href}/events` });
  return actions;
}
