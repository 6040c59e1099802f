import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import type { Action } from '#platform/http/envelope.js';
import type { UserType } from '../contract/index.js';
import { isInPerson } from '../model/in-person.js';
import { type Held, mayChange, mayDeactivate, mayHelp, mayReactivate, maySee } from '../model/user.policy.js';
import type { UserView } from '../model/user-view.js';
import { type UserNeeds, type UserStanding, UserStandings } from '../queries/user-standings.js';

export const USERS_PATH = '/api/v1/users';

const NONE: UserStanding = { held: new Set() };

/** Users as REST shows them, which depends on who looks. */
@Injectable()
export class PresentedUsers {
  constructor(private readonly standings: UserStandings) {}

  async one(actor: Actor, user: UserView) {
    return (await this.some(actor, [user]))(user);
  }

  /** @returns what presents each of these users */
  async some(actor: Actor, users: readonly UserView[]) {
    const standings = await this.standings.of(actor, users);
    return (user: UserView) => present(actor, user, standings.get(user.id) ?? NONE);
  }
}

function present(actor: Actor, user: UserView, { held, needs }: UserStanding) {
  const { id, email, emailVerified, profile, roles, active, createdAt, updatedAt } = user;
  return {
    ...{ id, email, emailVerified, profile, roles, active },
    ...{ lockedUntil: needs?.lockedUntil ?? null, secondFactor: needs?.secondFactor ?? null },
    ...{ createdAt, updatedAt, actions: actionsOn(user, actor, held, needs) },
  };
}

/** A user as GraphQL shows them. */
export function userAsType(user: UserView): UserType {
  const { id, email, emailVerified, profile, roles, active, createdAt, updatedAt } = user;
  const [created, updated] = [createdAt.toISOString(), updatedAt.toISOString()];
  return { id, email, emailVerified, profile, roles, active, createdAt: created, updatedAt: updated };
}

/** @param needs only of who may be helped */
export function actionsOn(
  user: Pick<UserView, 'id' | 'roles' | 'active'> & {
    readonly profile: Pick<UserView['profile'], 'profilePicture'> | null;
  },
  actor: Actor,
  held: Held,
  needs?: UserNeeds,
): Action[] {
  const href = `${USERS_PATH}/${user.id}`;
  const [changes, helps] = [mayChange(actor, user, held), mayHelp(actor, user, held)];
  const actions: [boolean, Action][] = [
    [changes, { name: 'update', method: 'PATCH', href }],
    [changes, { name: 'set-picture', method: 'PUT', href: `${href}/picture` }],
    [
      changes && Boolean(user.profile?.profilePicture),
      { name: 'remove-picture', method: 'DELETE', href: `${href}/picture` },
    ],
    [mayDeactivate(actor, user, held), { name: 'deactivate', method: 'DELETE', href }],
    [mayReactivate(actor, user, held), { name: 'reactivate', method: 'POST', href: `${href}/reactivate` }],
    [helps && Boolean(needs?.lockedUntil), { name: 'unlock', method: 'POST', href: `${href}/unlock` }],
    [
      helps && isInPerson(actor) && Boolean(needs?.secondFactor),
      { name: 'remove-second-factor', method: 'DELETE', href: `${href}/second-factor` },
    ],
    [maySee(actor, user.id, held), { name: 'events', method: 'GET', href: `${href}/events` }],
  ];
  return actions.filter(([offered]) => offered).map(([, action]) => action);
}
