import { Injectable } from '@nestjs/common';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { Attempts } from '../model/attempts.js';
import type { Held } from '../model/user.policy.js';
import { USER_PERMISSIONS } from '../model/user-object.js';

/** What a user may need help with. */
export interface UserNeeds {
  /** Whether there is one to take away. */
  readonly secondFactor: boolean;
  /** Until then whoever tries to sign in as the user is turned away, from one network address at least. */
  readonly lockedUntil: Date | null;
}

/** How a user stands to who looks at them. */
export interface UserStanding {
  readonly held: Held;
  /** Only for who may help: anybody else could tell by it whom to attack. */
  readonly needs?: UserNeeds;
}

interface UserRef {
  readonly id: string;
  readonly email: string;
}

const HELP = identityPermissions['user.help'].name;

/** What somebody is permitted on users, and what they are told of them because of it. */
@Injectable()
export class UserStandings {
  constructor(
    private readonly access: AccessControl,
    private readonly database: TenantDatabase,
    private readonly attempts: Attempts,
  ) {}

  /** Of each by id. A query for what is permitted, unless roles decide it, and one round trip for those who may be helped. */
  async of(actor: Actor, users: readonly UserRef[]): Promise<ReadonlyMap<string, UserStanding>> {
    const ids = users.map(({ id }) => id);
    const held = await this.access.permissionsOn(actor, 'user', ids, USER_PERMISSIONS);
    const needs = await this.needsOf(
      actor,
      users.filter(({ id }) => held.get(id)?.has(HELP)),
    );
    return new Map(ids.map((id) => [id, { held: held.get(id) ?? new Set(), needs: needs.get(id) }]));
  }

  /** @param users whom the actor may help */
  async needsOf({ accountId }: Actor, users: readonly UserRef[]): Promise<ReadonlyMap<string, UserNeeds>> {
    if (users.length === 0) return new Map();
    const people = users.map((user) => ({ id: user.id, who: this.attempts.personsOf(user) }));
    // Whoever has just signed in is not yet whose request it is.
    const [confirmed, locks] = await this.database.forAccount(accountId).readTogether((tx) =>
      Promise.all([
        withSecondFactor(
          tx,
          people.map(({ id }) => id),
        ),
        tx.query<{ who: string; until: Date }>('select who, locked_until as until from identity.locks_of($1::text[])', [
          people.flatMap(({ who }) => who),
        ]),
      ]),
    );
    return new Map(
      people.map(({ id, who }) => {
        const ends = locks.filter((lock) => who.includes(lock.who)).map(({ until }) => until.getTime());
        return [
          id,
          { secondFactor: confirmed.has(id), lockedUntil: ends.length > 0 ? new Date(Math.max(...ends)) : null },
        ];
      }),
    );
  }
}

async function withSecondFactor(tx: TenantTransaction, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>(
    'select user_id as id from identity.second_factor where user_id = any ($1::uuid[]) and confirmed_at is not null',
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}
