import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type Group, GroupDirectory } from '../contract/index.js';

/** The contract's directory. */
@Injectable()
export class GroupsOfAccount extends GroupDirectory {
  constructor(private readonly database: TenantDatabase) {
    super();
  }

  override groups(ids: readonly string[]): Promise<Group[]> {
    return this.database.readTogether((tx) =>
      tx.query<Group>('select id, name from identity.group where id = any ($1::uuid[])', [ids]),
    );
  }
}
