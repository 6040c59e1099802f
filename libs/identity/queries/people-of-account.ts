import { Injectable } from '@nestjs/common';
import type { Role } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { PeopleDirectory, type Person } from '../contract/index.js';

const PEOPLE = `
  select id, email, first_name as "firstName", last_name as "lastName", profile_picture as "profilePicture", roles, active,
    created_at as "createdAt", updated_at as "updatedAt"
  from identity.user`;

const AT_MOST = 1_000;

type PersonRow = Omit<Person, 'displayName' | 'createdAt' | 'updatedAt'> & { createdAt: Date; updatedAt: Date };

/** The contract's directory; each answer is one round trip. */
@Injectable()
export class PeopleOfAccount extends PeopleDirectory {
  constructor(private readonly database: TenantDatabase) {
    super();
  }

  override people(ids: readonly string[]): Promise<Person[]> {
    return this.#select(`${PEOPLE} where id = any ($1::uuid[])`, [ids]);
  }

  override peopleWithRole(role: Role): Promise<Person[]> {
    return this.#select(
      `${PEOPLE} where active and $1::text = any (roles) order by coalesce(last_name, ''), id limit ${AT_MOST}`,
      [role],
    );
  }

  async #select(sql: string, parameters: readonly unknown[]): Promise<Person[]> {
    const rows = await this.database.readTogether((tx) => tx.query<PersonRow>(sql, parameters));
    return rows.map(asPerson);
  }
}

const asPerson = (row: PersonRow): Person => ({
  ...row,
  displayName: [row.firstName, row.lastName].filter(Boolean).join(' ') || row.email,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
