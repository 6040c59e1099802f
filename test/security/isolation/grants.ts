import { describe, expect, it } from 'vitest';
import { ObjectCatalogue } from '#platform/access/object-catalogue.js';
import type { Caller } from './callers.js';
import type { Lab } from './lab.js';
import { type Cell, isAs, told } from './matrix.js';
import { type KindName, objectTypeOf } from './objects.js';
import type { Operation } from './operation.js';
import { conversation } from './socket-calls.js';
import { HILLTOP, RIVERSIDE, type World } from './worlds.js';

/** To whom something is granted so that the caller has it. */
const VIAS = ['user', 'group', 'role'] as const;
type Via = (typeof VIAS)[number];

export function whoeverIsGrantedIt(lab: () => Lab): void {
  const grantable = () => lab().matrix.operations.filter(({ entry }) => entry.granted && !entry.lists);
  const inOrder = (cell: Cell) => isAs(cell.operation.entry.ok ?? 'ok', cell.outcome.status);
  const atTheSite = 'patient, granted on its site';

  describe('whose role permits nothing', () => {
    it('is granted all that can be: no operation whose permission can be had on what it names is left out', () => {
      const types = lab().clinic.app.get(ObjectCatalogue, { strict: false });
      const canBeHad = ({ demand, entry }: Operation) => {
        if (typeof demand !== 'object') return false;
        const named = [...Object.values({ ...entry.ids, ...entry.refs }), ...(entry.lists ? [entry.lists] : [])];
        return named
          .map((kind) => objectTypeOf(kind) ?? '')
          .some((type) => types.names.includes(type) && types.permissionsOf(type).has(demand.name));
      };
      const forgotten = lab().matrix.operations.filter((each) => canBeHad(each) && !each.entry.granted);
      expect(forgotten.map(({ name }) => name)).toEqual([]);
      expect(lab().matrix.operations.filter(canBeHad).length).toBeGreaterThan(25);
    });

    it.each(VIAS)('is let in by a grant to their %s on the object, which publishes what a role would', async (via) => {
      const { matrix } = lab();
      const problems: string[] = [];
      const cells: Cell[] = [];
      for (const operation of grantable()) {
        const caller = await matrix.callers.user(RIVERSIDE.accountId, ['patient']);
        const ids = await matrix.prepare(operation, RIVERSIDE, caller);
        const refused = await matrix.send(operation, 'patient, granted nothing', caller, ids);
        if (![403, 404].includes(refused.outcome.status)) problems.push(told(refused, 'let in'));
        const subject = await subjectOf(lab(), via, caller);
        await grantOn(lab(), subject, operation, ids);
        const granted = await matrix.send(operation, `patient, granted on it to their ${via}`, caller, ids);
        await takeBack(lab(), subject);
        if (!inOrder(granted)) problems.push(told(granted, 'not let in'));
        cells.push(refused, granted);
      }
      expect(problems).toEqual([]);
      expect(cells.length).toBeGreaterThan(40);
      expect(await lab().wrongEvents(cells)).toEqual([]);
    });

    it('is let in by a grant on the site that the object is at, and at no other site', async () => {
      const { matrix } = lab();
      const problems: string[] = [];
      const cells: Cell[] = [];
      const inheriting = grantable().filter((each) => grantPlaceOf(each).objectType === 'therapy_session');
      for (const operation of inheriting) {
        const caller = await matrix.callers.user(RIVERSIDE.accountId, ['patient']);
        await grantAll(lab(), `user:${caller.userId}`, operation, 'site', RIVERSIDE.siteId);
        const there = await matrix.call(operation, atTheSite, caller, RIVERSIDE);
        const elsewhere = await matrix.call(operation, 'patient, granted on another site', caller, HILLTOP);
        if (!inOrder(there)) problems.push(told(there, 'not let in'));
        if (elsewhere.outcome.status !== 404) problems.push(told(elsewhere, 'let in'));
        cells.push(there, elsewhere);
      }
      expect(problems).toEqual([]);
      expect(cells.length).toBeGreaterThan(25);
      expect(await lab().wrongEvents(cells)).toEqual([]);
    });

    it.each(VIAS)(
      'finds in lists what is granted to their %s, on the object or on its site, and no other',
      async (via) => {
        const { matrix } = lab();
        const wrong: string[] = [];
        let lists = 0;
        for (const operation of matrix.operations.filter(({ entry }) => entry.lists)) {
          const objectType = objectTypeOf(operation.entry.lists as KindName) ?? '';
          const places = objectType === 'therapy_session' ? [objectType, 'site'] : [objectType];
          for (const place of places) {
            const caller = await matrix.callers.user(RIVERSIDE.accountId, ['patient']);
            const mine = await matrix.listed(operation, RIVERSIDE);
            const other = await matrix.listed(operation, HILLTOP);
            const sees = async ({ ids, shown }: typeof mine) => {
              const { outcome } = await matrix.send(operation, `patient, granted on its ${place}`, caller, ids);
              return outcome.status < 300 && outcome.text.includes(shown);
            };
            const before = [await sees(mine), await sees(other)];
            const subject = await subjectOf(lab(), via, caller);
            await grantAll(lab(), subject, operation, place, place === objectType ? mine.shown : RIVERSIDE.siteId);
            const seen = [...before, await sees(mine), await sees(other)];
            await takeBack(lab(), subject);
            if (seen.join() !== 'false,false,true,false') wrong.push(`${operation.name} on its ${place}: ${seen}`);
            lists++;
          }
        }
        expect(wrong).toEqual([]);
        expect(lists).toBeGreaterThan(8);
      },
    );

    it.each(VIAS)(
      'watches over a socket what is granted to their %s, on the object or on its site, and no other',
      async (via) => {
        const { matrix, clinic } = lab();
        for (const objectType of ['therapy_session', 'site']) {
          const caller = await matrix.callers.user(RIVERSIDE.accountId, ['patient']);
          const make = (world: World) => matrix.objects.make('session', world, world.patientId);
          const [mine, other] = [await make(RIVERSIDE), await make(HILLTOP)];
          using sockets = await conversation(clinic.url, caller);
          const watches = async (id: string) => (await sockets.ask('watch', { type: 'therapy_session', id })).ok;
          expect([objectType, await watches(mine), await watches(other)]).toEqual([objectType, false, false]);
          const objectId = objectType === 'site' ? RIVERSIDE.siteId : mine;
          const subject = await subjectOf(lab(), via, caller);
          await grant(lab(), { subject, permission: 'scheduling.session.view', objectType, objectId });
          expect([objectType, await watches(mine), await watches(other)]).toEqual([objectType, true, false]);
          await takeBack(lab(), subject);
        }
      },
    );
  });
}

/** A group is made for it; the role is that of many. */
async function subjectOf({ matrix }: Lab, via: Via, { userId, accountId, roles }: Caller): Promise<string> {
  if (via === 'user') return `user:${userId}`;
  if (via === 'role') return `role:${roles[0]}`;
  const groupId = await matrix.objects.make('group', RIVERSIDE, userId);
  await matrix.owner.query('insert into platform.group_member (account_id, group_id, user_id) values ($1, $2, $3)', [
    accountId,
    groupId,
    userId,
  ]);
  return `group:${groupId}`;
}

/** But for the use of sites, which all patients of the demo practice have, and of which those that are granted here are new. */
async function takeBack({ matrix }: Lab, subject: string): Promise<void> {
  await matrix.owner.query(
    `delete from platform.object_grant where account_id = $1 and subject = $2 and permission <> 'accounts.site.use'`,
    [RIVERSIDE.accountId, subject],
  );
}

async function grantAll(
  lab: Lab,
  subject: string,
  { entry }: Operation,
  objectType: string,
  objectId: string,
): Promise<void> {
  for (const permission of entry.granted ?? []) {
    await grant(lab, { subject, permission, objectType, objectId });
  }
}

interface GrantPlace {
  /** Name of the parameter or field. */
  readonly name: string;
  readonly kind: KindName;
  readonly objectType: string;
}

/** What an operation's permissions are granted on. */
function grantPlaceOf({ entry }: Operation): GrantPlace {
  const named = { ...entry.ids, ...entry.refs };
  const name = entry.grantedOn ?? Object.keys(named)[0] ?? '';
  const kind = named[name] as KindName;
  return { name, kind, objectType: objectTypeOf(kind) ?? '' };
}

async function grantOn(
  lab: Lab,
  subject: string,
  operation: Operation,
  ids: Readonly<Record<string, string>>,
): Promise<void> {
  const { name, kind, objectType } = grantPlaceOf(operation);
  for (const permission of operation.entry.granted ?? []) {
    const wanted = { subject, permission, objectType, objectId: ids[name] ?? '' };
    // Was granted before it was deleted.
    await (kind === 'deletedSession' ? insertGrant(lab, wanted) : grant(lab, wanted));
  }
}

interface WantedGrant {
  readonly subject: string;
  readonly permission: string;
  readonly objectType: string;
  readonly objectId: string;
}

async function grant({ clinic }: Lab, wanted: WantedGrant): Promise<void> {
  const { status, body } = await (await clinic.as('admin')).post('/api/v1/access/grants', wanted);
  expect([status, body.error]).toEqual([201, undefined]);
}

async function insertGrant({ matrix }: Lab, { subject, permission, objectType, objectId }: WantedGrant): Promise<void> {
  await matrix.owner.query(
    `insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id)
     values ($1, $2, $3, $4, $5, gen_random_uuid())`,
    [RIVERSIDE.accountId, subject, permission, objectType, objectId],
  );
}
