import pg from 'pg';
import { runtimeDataSources } from '../../database/data-source.js';
import { TenantDatabase } from '../../database/tenant-database.js';
import { Transactions } from '../../database/transactions.js';
import { EventStore } from '../../messaging/event-store.js';
import { AccessControl } from '../access-control.js';
import { Explanations } from '../explanations.js';
import { GroupMembers } from '../group-members.js';
import { ObjectCatalogue } from '../object-catalogue.js';
import { ObjectGrants } from '../object-grants.js';
import { createFixtureTables, fixtureTypes } from './documents-fixture.js';

/** Access control over the fixture's documents, on a database of its own; no application around it. */
export interface AccessLab extends AsyncDisposable {
  readonly database: TenantDatabase;
  readonly types: ObjectCatalogue;
  readonly access: AccessControl;
  readonly explanations: Explanations;
  readonly grants: ObjectGrants;
  readonly groups: GroupMembers;
  /** Connected as the owner of the tables, whom row-level security does not hold. */
  readonly owner: pg.Client;
}

export async function accessLab(ownerUrl: string): Promise<AccessLab> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await createFixtureTables(owner);
  const { app } = runtimeDataSources({ ownerUrl, entities: [], appConnections: 8, systemConnections: 1 });
  await app.initialize();
  const transactions = new Transactions(app);
  transactions.outlet = new EventStore(() => undefined);
  const database = new TenantDatabase(transactions);
  const types = new ObjectCatalogue(fixtureTypes);
  return {
    database,
    types,
    access: new AccessControl(types, database),
    explanations: new Explanations(types, database),
    grants: new ObjectGrants(types),
    groups: new GroupMembers(),
    owner,
    async [Symbol.asyncDispose]() {
      await transactions.close();
      await app.destroy();
      await owner.end();
    },
  };
}
