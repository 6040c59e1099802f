import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import type { Caller } from './callers.js';
import type { Lab } from './lab.js';
import { type Cell, differences } from './matrix.js';
import { isPlaced, type KindName, objectTypeOf } from './objects.js';
import { referencesOf } from './operation.js';
import { conversation } from './socket-calls.js';
import { HILLTOP, RIVERSIDE, type World } from './worlds.js';

export function whoeverMayUseOnlyHilltop(lab: () => Lab): void {
  describe('whoever may use only Hilltop', () => {
    let listed: Caller;
    let bound: Caller;

    beforeAll(async () => {
      const { clinic, matrix, admin } = lab();
      listed = await matrix.callers.user(RIVERSIDE.accountId, ['viewer', 'therapist', 'patient']);
      await matrix.callers.seat(listed);
      const list = `/api/v1/account/sites/${HILLTOP.siteId}/access/${listed.userId}`;
      const put = await fetch(`${clinic.url}${list}`, { method: 'PUT', headers: admin.headers });
      const set = await (await clinic.as('admin')).patch('/api/v1/account', { siteAccess: 'listed' });
      expect([put.status, set.status]).toEqual([200, 200]);
      bound = await matrix.callers.withKey(admin, HILLTOP.siteId);
    });
    afterAll(async () => {
      await (await lab().clinic.as('admin')).patch('/api/v1/account', { siteAccess: 'everyone' });
    });

    it.each([
      ['listed there', () => listed],
      ['with a key bound to it', () => bound],
    ])('%s finds nothing of Riverside, and does nothing there', async (how, who) => {
      const { matrix } = lab();
      const placed = matrix.operations.filter((each) => referencesOf(each).some(([, kind]) => isPlaced(kind)));
      const targets = await matrix.targets(placed, RIVERSIDE);
      const pairs = await matrix.pairs(targets, `Hilltop, ${how}`, who(), HILLTOP, isPlaced);
      expect(differences(pairs)).toEqual([]);
      expect(pairs.length).toBeGreaterThan(50);
      const events = await matrix.eventsOf(pairs.map(({ hidden }) => hidden));
      expect([...events.values()]).toEqual([]);
      const lists = matrix.operations.filter((each) => referencesOf(each).length === 0 && !each.mutates);
      const [shown, shownToAll]: [Cell[], Cell[]] = [[], []];
      for (const operation of lists) {
        shown.push(await matrix.call(operation, `Hilltop, ${how}`, who(), HILLTOP));
        shownToAll.push(await matrix.call(operation, 'all sites', lab().admin, HILLTOP));
      }
      const atRiverside = ({ siteId }: World, kind: KindName) => isPlaced(kind) && siteId === RIVERSIDE.siteId;
      expect(matrix.objects.shownIn(shown, atRiverside)).toEqual([]);
      expect(matrix.objects.shownIn(shownToAll, atRiverside).length).toBeGreaterThan(5);
    });

    it.each([
      ['listed there', () => listed],
      ['with a key bound to it', () => bound],
    ])('%s watches over a socket what is at Hilltop, and nothing of Riverside', async (_how, who) => {
      const { clinic, matrix } = lab();
      using sockets = await conversation(clinic.url, who());
      const watch = (type: string, id: string) => sockets.ask('watch', { type, id });
      for (const kind of ['session', 'sector', 'homeSite'] as const) {
        const type = objectTypeOf(kind) ?? '';
        const [there, hidden] = [
          await matrix.objects.make(kind, HILLTOP, HILLTOP.patientId),
          await matrix.objects.make(kind, RIVERSIDE, RIVERSIDE.patientId),
        ];
        expect([kind, await watch(type, there)]).toEqual([kind, { ok: true }]);
        const refused = await watch(type, hidden);
        expect([kind, refused.ok]).toEqual([kind, false]);
        expect([kind, refused]).toEqual([kind, await watch(type, newId())]);
      }
    });
  });
}
