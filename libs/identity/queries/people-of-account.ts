import { Injectable } from '@nestjs/common';
import type { Role } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { PeopleDirectory, type Person } from '../contract/index.js';
import { EFFECTIVE_ROLES } from '../model/effective-roles.js';

const PEOPLE = `
  select id, email, first_name as "firstName", last_name as "lastName", profile_picture as "profilePicture",
    ${EFFECTIVE_ROLES} as roles, active,
    created_at as "createdAt", updated_at as "updatedAt"
  from identity.user u`;

const HAS_BY_GROUP = `exists (
  select from identity.group_member m join identity.group g on g.id = m.group_id
  where m.user_id = u.id and $1::text = any (g.roles)
)`;

const AT_MOST = 1_000;

type PersonRow = Omit<Person, 'displayName' | 'createdAt' | 'updatedAt'> & { createdAt: Date; updatedAt: Date };

/** The contract's directory; each answer is one round trip. */
@Injectable()
export class PeopleOfAccount extends PeopleDirectory {
  constructor(private readonly database: TenantDatabase) {
    super();
  }

  override people(ids: readonly string[]): Promise<readonly Person[]> {
    return this.database.recallEach({
      name: 'identity.person',
      ids,
      statement: (asked) => ({ sql: `${PEOPLE} where id = any ($1::uuid[])`, parameters: [asked] }),
      answer: asPerson,
    });
  }

  override async peopleWithRole(role: Role): Promise<Person[]> {
    const sql = `${PEOPLE} where active and ($1::text = any (roles) or ${HAS_BY_GROUP})
      order by coalesce(last_name, ''), id limit ${AT_MOST}`;
    const rows = await this.database.readTogether((tx) => tx.query<PersonRow>(sql, [role]));
    return rows.map(asPerson);
  }
}

const asPerson = (row: PersonRow): Person => ({
  ...row,
  displayName: [row.firstName, row.lastName].filter(Boolean).join(' ') || row.email,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
