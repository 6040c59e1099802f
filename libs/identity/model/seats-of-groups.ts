import { Injectable } from '@nestjs/common';
import { Seats } from '#accounts/contract/index.js';
import type { Role } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { effectiveRolesOf } from './effective-roles.js';
import { allSeated } from './seated.js';

interface Giving {
  readonly accountId: string;
  readonly groupId: string;
  /** Who joins; the members when absent. */
  readonly userIds?: readonly string[];
  /** That the group is to give; those that it gives already when absent. */
  readonly roles?: readonly Role[];
}

/** Whoever works in an account through a group takes a seat of its plan like everybody else. */
@Injectable()
export class SeatsOfGroups {
  constructor(
    private readonly database: TenantDatabase,
    private readonly seats: Seats,
  ) {}

  /** Keeps seats for those who will have the group's roles while `work` gives them. @throws PlanLimitConflictError */
  async keep<T>({ accountId, groupId, userIds, roles }: Giving, work: () => Promise<T>): Promise<T> {
    const { users, given } = await this.database.read(async (tx) => ({
      users: await effectiveRolesOf(tx, userIds ?? (await membersOf(tx, groupId))),
      given: roles ?? (await rolesOf(tx, groupId)),
    }));
    if (given.length === 0) return work();
    const seated = users.map((user) => ({ accountId, userId: user.userId, roles: [...user.roles, ...given] }));
    return allSeated(this.seats, seated, work);
  }
}

async function membersOf(tx: TenantTransaction, groupId: string): Promise<string[]> {
  const rows = await tx.query<{ userId: string }>(
    'select user_id as "userId" from identity.group_member where group_id = $1',
    [groupId],
  );
  return rows.map(({ userId }) => userId);
}

async function rolesOf(tx: TenantTransaction, groupId: string): Promise<Role[]> {
  const [group] = await tx.query<{ roles: Role[] }>('select roles from identity.group where id = $1', [groupId]);
  return group?.roles ?? [];
}
