import { describe, expect, it } from 'vitest';
import type { Lab } from './lab.js';
import { type Cell, isAs, told } from './matrix.js';
import { HILLTOP, type KindName, kindOf, RIVERSIDE } from './objects.js';
import type { Operation } from './operation.js';

export function whoeverIsGrantedIt(lab: () => Lab): void {
  const grantable = () => lab().matrix.operations.filter(({ entry }) => entry.granted);
  const inOrder = (cell: Cell) => isAs(cell.operation.entry.ok ?? 'ok', cell.outcome.status);
  const atTheSite = 'patient, granted on its site';

  describe('whose role permits nothing', () => {
    it('is let in by a grant on the object, which publishes what a role would', async () => {
      const { matrix } = lab();
      const problems: string[] = [];
      const cells: Cell[] = [];
      for (const operation of grantable()) {
        const caller = await matrix.callers.user(RIVERSIDE.accountId, ['patient']);
        const ids = await matrix.prepare(operation, RIVERSIDE, caller);
        const refused = await matrix.send(operation, 'patient, granted nothing', caller, ids);
        if (![403, 404].includes(refused.outcome.status)) problems.push(told(refused, 'let in'));
        await grantOn(lab(), caller.userId, operation, ids);
        const granted = await matrix.send(operation, 'patient, granted on it', caller, ids);
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
        for (const permission of operation.entry.granted ?? []) {
          await grant(lab(), {
            subject: `user:${caller.userId}`,
            permission,
            objectType: 'site',
            objectId: RIVERSIDE.siteId,
          });
        }
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
  });
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
  return { name, kind, objectType: kindOf(kind)?.objectType ?? 'site' };
}

async function grantOn(
  lab: Lab,
  userId: string,
  operation: Operation,
  ids: Readonly<Record<string, string>>,
): Promise<void> {
  const { name, kind, objectType } = grantPlaceOf(operation);
  for (const permission of operation.entry.granted ?? []) {
    const wanted = { subject: `user:${userId}`, permission, objectType, objectId: ids[name] ?? '' };
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
