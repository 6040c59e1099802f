import { AccessControl } from '#platform/access/access-control.js';
import { ObjectCatalogue } from '#platform/access/object-catalogue.js';
import type { Actor } from '#platform/context/actor.js';
import { runtimeDataSources } from '#platform/database/data-source.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { Transactions } from '#platform/database/transactions.js';
import { listDefinition } from '#platform/lists/list-definition.js';
import { runList } from '#platform/lists/list-query.js';
import { readListRequest } from '#platform/lists/list-request.js';
import type { Bench } from '../bench.js';
import { benchDocument, DOCUMENT_VIEW, seedDocuments } from '../databases/seed-documents.js';
import { interleave, type Result, summarise } from '../measure/interleave.js';
import { latencies } from '../measure/statistics.js';
import { atMost } from '../measure/target.js';
import type { Scenario } from '../scenario.js';

const SIZES = [10_000, 100_000, 1_000_000];
/** Lists per round: enough for a p95, few enough for many rounds. */
const LISTS = 100;
const WARM_UP = 20;
const request = readListRequest(
  listDefinition({
    ordering: '-id',
    fields: { id: { column: 'id', type: 'uuid', sort: true }, title: { column: 'title', type: 'text' } },
  }),
  {},
);

/** B10: the newest 20 of the documents that somebody was granted, and how many there are, against the newest 20 of all. */
export const restrictedList: Scenario = {
  id: 'B10',
  title: 'list restricted by grants',
  async run(bench) {
    const results: Result[] = [];
    for (const rows of SIZES) results.push(...(await listsOf(rows, bench)));
    return results;
  },
};

async function listsOf(rows: number, bench: Bench): Promise<Result[]> {
  bench.say(`${rows.toLocaleString('en')} documents`);
  const grants = [10, rows / 100, rows / 2];
  const ownerUrl = await bench.databases.withSessions(0);
  const seeded = await bench.databases.asOwner(ownerUrl, (owner) => seedDocuments(owner, rows, grants));
  const { app } = runtimeDataSources({ ownerUrl, entities: [], appConnections: 4, systemConnections: 1 });
  await app.initialize();
  const transactions = new Transactions(app);
  const database = new TenantDatabase(transactions).forAccount(seeded.accountId);
  const access = new AccessControl(new ObjectCatalogue([benchDocument]), new TenantDatabase(transactions));
  const list = async (actor: Actor) => {
    const visible = await access.restrict(actor, DOCUMENT_VIEW, 'document');
    return database.readTogether((tx) => runList(tx, { table: 'bench.document', visible }, request));
  };
  const all: Actor = { userId: seeded.accountId, accountId: seeded.accountId, roles: ['admin'] };
  const results: Result[] = [];
  for (const [number, userId] of seeded.users) {
    const restricted: Actor = { userId, accountId: seeded.accountId, roles: ['editor'] };
    await requireNoDifference(database, access, restricted, number);
    const sides = { ours: restricted, reference: all };
    for (const actor of Object.values(sides)) await p95(WARM_UP, () => list(actor));
    const figures = await interleave(bench.effort.curveRounds, (side) => p95(LISTS, () => list(sides[side])));
    const name = `newest 20 of ${rows.toLocaleString('en')} documents by ${number.toLocaleString('en')} grants: p95`;
    bench.record('B10', { name, figures });
    results.push(summarise({ id: 'B10', name, unit: 'ms', target: atMost(2) }, figures));
  }
  await transactions.close();
  await app.destroy();
  return results;
}

async function p95(times: number, work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let done = 0; done < times; done++) {
    const began = performance.now();
    await work();
    taken.push(performance.now() - began);
  }
  return latencies(taken).p95;
}

/** Everything that the list would show, page after page, against everything that was granted. */
async function requireNoDifference(database: TenantDatabase, access: AccessControl, actor: Actor, number: number) {
  const visible = await access.restrict(actor, DOCUMENT_VIEW, 'document');
  if (!visible) throw new Error('The list is not restricted.');
  const [listed, granted] = await database.readTogether((tx) =>
    Promise.all([
      tx.query<{ id: string }>(`select id from bench.document where ${visible.sql}`, visible.values),
      tx.query<{ id: string }>('select object_id as id from platform.object_grant where subject = $1', [
        `user:${actor.userId}`,
      ]),
    ]),
  );
  const expected = new Set(granted.map(({ id }) => id));
  const different = listed.filter(({ id }) => !expected.has(id)).length + Math.abs(expected.size - listed.length);
  if (different > 0 || expected.size !== number)
    throw new Error(`${different} documents differ from what was granted.`);
}
