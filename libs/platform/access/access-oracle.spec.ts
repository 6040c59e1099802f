import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';
import type { Actor } from '../context/actor.js';
import type { Permission } from '../permissions/permission.js';
import { type AccessLab, accessLab } from './testing/access-lab.js';
import { fixturePermissions } from './testing/documents-fixture.js';
import { type Oracle, oracleOf } from './testing/oracle.js';
import { chance, randomWorld, type World } from './testing/random-world.js';

const WORLDS = 300;
const AT_ONCE = 6;
/** Another one each time; a failure names it, and ACCESS_SEED brings it back. */
const SEED = Number(process.env.ACCESS_SEED ?? Date.now() % 1_000_000_000);

const database = databaseForAll();
let lab: AccessLab;
beforeAll(async () => {
  lab = await accessLab(database.ownerUrl);
});
afterAll(() => lab?.[Symbol.asyncDispose]());

const ASKED: readonly { type: string; permissions: readonly Permission[] }[] = [
  { type: 'document', permissions: [fixturePermissions['document.view'], fixturePermissions['document.edit']] },
  { type: 'cabinet', permissions: [fixturePermissions['cabinet.view']] },
  { type: 'receipt', permissions: [fixturePermissions['receipt.view']] },
  { type: 'leaflet', permissions: [fixturePermissions['leaflet.view']] },
];

interface Question {
  readonly actor: Actor;
  readonly permission: Permission;
  readonly type: string;
}

/** All objects that a list restricted to the actor's has. */
async function listed({ actor, permission, type }: Question): Promise<string[]> {
  const { table } = lab.types.get(type);
  const restriction = await lab.access.restrict(actor, permission, type);
  const { sql, values, counted } = restriction ?? { sql: 'true', values: [] };
  const [rows, other] = await lab.database
    .forAccount(actor.accountId)
    .readTogether((tx) =>
      Promise.all([
        tx.query<{ id: string }>(`select id from ${table} where ${sql}`, values),
        counted && tx.query(counted.sql, counted.values),
      ]),
    );
  if (other && other.length !== rows.length) return [`counted as ${other.length}, but there are ${rows.length}`];
  return rows.map(({ id }) => id).sort();
}

/**
 * Differences between what access control and the oracle say of a world, in words.
 * @param number of a world that is one of many: documents are asked for in each, the others and explanations in some, since they are
 *   simpler and the time is better spent on more worlds. Without it everything is asked.
 */
async function differences(world: World, oracle: Oracle, number?: number): Promise<string[]> {
  const found: string[] = [];
  const asked = number === undefined ? ASKED : ASKED.filter((_asked, at) => at === 0 || number % 4 === at);
  const explained = number === undefined || number % 4 === 3 ? 3 : 0;
  for (const actor of world.actors) {
    for (const { type, permissions } of asked) {
      const ids = world.rows[type]?.map(({ id }) => id) ?? [];
      const held = await lab.access.permissionsOn(actor, type, ids, permissions);
      for (const permission of permissions) {
        const question = { actor, permission, type };
        const right = ids.filter((id) => oracle(actor, permission, type, id)).sort();
        const checked = ids.filter((id) => held.get(id)?.has(permission.name)).sort();
        if (checked.join() !== right.join()) found.push(`check ${JSON.stringify(question)}: ${checked} not ${right}`);
        const list = await listed(question);
        if (list.join() !== right.join()) found.push(`restrict ${JSON.stringify(question)}: ${list} not ${right}`);
      }
    }
    for (const { id } of world.rows.document?.slice(0, explained) ?? []) {
      const permission = fixturePermissions['document.view'];
      const explanation = await lab.explanations.explain(actor, permission, { type: 'document', id });
      const right = oracle(actor, permission, 'document', id);
      if (explanation?.allowed !== right || explanation.because.length > 0 !== right) {
        found.push(`explain ${id} to ${JSON.stringify(actor)}: ${JSON.stringify(explanation)} not ${right}`);
      }
    }
  }
  return found;
}

it(`agrees with brute force in ${WORLDS} random worlds of seed ${SEED}`, { timeout: 60_000 }, async () => {
  let next = 0;
  let permitted = 0;
  const wrong: string[] = [];
  const work = async () => {
    while (next < WORLDS && wrong.length === 0) {
      const number = next++;
      const world = await randomWorld(lab, chance(SEED + number));
      const oracle = oracleOf(world);
      permitted += world.actors.filter((actor) =>
        world.rows.document?.some(({ id }) => oracle(actor, fixturePermissions['document.view'], 'document', id)),
      ).length;
      wrong.push(...(await differences(world, oracle, number)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(wrong).toEqual([]);
  expect(next).toBe(WORLDS);
  // Of 4 users in each world: neither nobody nor everybody sees something.
  expect(permitted).toBeGreaterThan(WORLDS);
  expect(permitted).toBeLessThan(4 * WORLDS);
});

describe('the comparison', () => {
  const without = (world: World, drop: (grant: World['grants'][number]) => boolean): World => ({
    ...world,
    grants: world.grants.filter((grant) => !drop(grant)),
  });
  const unlinked = (world: World, type: string, column: string): World => ({
    ...world,
    rows: { ...world.rows, [type]: world.rows[type]?.map((row) => ({ ...row, [column]: null })) ?? [] },
  });

  it.each<[string, (world: World) => World]>([
    ['groups', (world) => ({ ...world, members: new Map() })],
    ['grants to users', (world) => without(world, ({ subject }) => subject.startsWith('user:'))],
    ['grants to roles', (world) => without(world, ({ subject }) => subject.startsWith('role:'))],
    ['taking part', (world) => unlinked(world, 'document', 'therapist_id')],
    ['inheritance from a type', (world) => unlinked(world, 'document', 'document_type_id')],
    ['inheritance from a cabinet', (world) => unlinked(world, 'document', 'cabinet_id')],
    ['inheritance from cabinet to cabinet', (world) => unlinked(world, 'cabinet', 'parent_id')],
    ['grants of the use of places', (world) => without(world, ({ permission }) => permission === 'fixture.type.view')],
    ['scopes', (world) => ({ ...world, actors: world.actors.map((actor) => ({ ...actor, scopes: [] })) })],
  ])('notices when the oracle knows nothing of %s', async (_what, forget) => {
    for (let number = 0; number < 100; number++) {
      const world = await randomWorld(lab, chance(SEED + 10_000 + number));
      const forgetful = forget(world);
      const oracle = oracleOf(forgetful);
      const blind: Oracle = (actor, ...rest) =>
        oracle(forgetful.actors.find(({ userId }) => userId === actor.userId) ?? actor, ...rest);
      if ((await differences(world, blind)).length > 0) return;
    }
    expect.fail('100 worlds did not show the difference.');
  });
});
