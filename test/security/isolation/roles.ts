import { describe, expect, it } from 'vitest';
import { ROLES } from '#platform/context/actor.js';
import type { Demand } from '#platform/http/demands.js';
import { MANAGERS } from './entry.js';
import type { Lab } from './lab.js';
import { type Cell, differences, expectedFor, isAs, type Pair, told } from './matrix.js';
import { type KindName, kindOf } from './objects.js';
import { referencesOf } from './operation.js';
import { conversation } from './socket-calls.js';
import { SOCKET_ENTRIES } from './socket-entries.js';
import { RIVERSIDE } from './worlds.js';

/** Some 1,600 calls: 4 s, and many more where others are at work. */
const LONG = 120_000;
const isNotForAll = (demand: Demand) =>
  typeof demand === 'object' && ROLES.some((role) => !demand.roles.includes(role));

export function eachRole(lab: () => Lab): void {
  describe('each role', () => {
    it(
      'gets as far as each operation declares; what is let through publishes its events, what is refused none',
      async () => {
        const { matrix } = lab();
        const byRole = await Promise.all(
          ROLES.map(async (role) => {
            const caller = await matrix.callers.user(RIVERSIDE.accountId, [role]);
            const called: { cell: Cell; expected: number | 'ok' }[] = [];
            for (const operation of matrix.operations) {
              const cell = await matrix.call(operation, role, caller, RIVERSIDE);
              called.push({ cell, expected: expectedFor(operation, role) });
            }
            return called;
          }),
        );
        const cells = byRole.flat();
        const wrong = cells.filter(({ cell, expected }) => !isAs(expected, cell.outcome.status));
        expect(wrong.map(({ cell, expected }) => told(cell, `not ${expected}`))).toEqual([]);
        const refused = cells.filter(({ cell }) => [403, 404].includes(cell.outcome.status));
        const open = new Set(matrix.operations.filter(({ entry }) => !entry.lists));
        for (const { cell } of refused) open.delete(cell.operation);
        // What not every role may do is refused to somebody.
        expect([...open].filter(({ demand }) => isNotForAll(demand)).map(({ name }) => name)).toEqual([]);
        expect(await lab().wrongEvents(cells.map(({ cell }) => cell))).toEqual([]);
      },
      LONG,
    );

    it('gets as far by sockets', async () => {
      const { matrix, clinic } = lab();
      for (const role of ROLES) {
        const caller = await matrix.callers.user(RIVERSIDE.accountId, [role]);
        using sockets = await conversation(clinic.url, caller);
        for (const [event, { object, payload, hidden }] of Object.entries(SOCKET_ENTRIES)) {
          const id = object && (await matrix.objects.make(object, RIVERSIDE, caller.userId));
          const { ok } = await sockets.ask(event, payload(id ?? ''));
          expect([role, event, ok]).toEqual([role, event, !hidden?.includes(role)]);
        }
      }
    });

    it('takes part in sessions of its own, as the permissions of parties declare', async () => {
      const { matrix } = lab();
      const sessions = matrix.operations.filter((each) =>
        referencesOf(each).some(([, kind]) => kindOf(kind)?.objectType === 'therapy_session' || kind === 'therapist'),
      );
      const cells: Cell[] = [];
      const problems: string[] = [];
      for (const role of ['therapist', 'patient'] as const) {
        const caller = await matrix.callers.user(RIVERSIDE.accountId, [role]);
        if (role === 'therapist') await matrix.callers.employ(caller, RIVERSIDE.siteId);
        const world = { ...RIVERSIDE, [`${role}Id`]: caller.userId };
        for (const operation of sessions) {
          const isParty = typeof operation.demand === 'object' && operation.demand.parties?.includes(role);
          if (!isParty) continue;
          const cell = await matrix.call(operation, `${role}, taking part`, caller, world);
          if (!isAs(operation.entry.ok ?? 'ok', cell.outcome.status)) problems.push(told(cell, 'not let in'));
          cells.push(cell);
        }
      }
      expect(problems).toEqual([]);
      expect(cells.length).toBeGreaterThan(20);
      expect(await lab().wrongEvents(cells)).toEqual([]);
    });

    it('finds nothing that belongs to another user alone', async () => {
      const { matrix } = lab();
      const targets = await matrix.targets(
        matrix.operations.filter((each) => referencesOf(each).some(([, kind]) => kindOf(kind)?.own)),
        RIVERSIDE,
      );
      const pairs: Pair[] = [];
      for (const role of ROLES) {
        const caller = await matrix.callers.user(RIVERSIDE.accountId, [role]);
        // Managers see and revoke everybody's keys.
        const only = (kind: KindName) => Boolean(kindOf(kind)?.own) && !(kind === 'apiKey' && MANAGERS.includes(role));
        pairs.push(...(await matrix.pairs(targets, role, caller, RIVERSIDE, only)));
      }
      expect(differences(pairs)).toEqual([]);
      expect(pairs.length).toBeGreaterThan(70);
      const events = await matrix.eventsOf(pairs.map(({ hidden }) => hidden));
      expect([...events.values()]).toEqual([]);
    });
  });
}
