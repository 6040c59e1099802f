import { describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { VisibilityRegistry } from '#platform/visibility/object-visibility.js';
import { statementCounts } from './account-print.js';
import { NOBODY } from './callers.js';
import type { Lab } from './lab.js';
import { type Cell, differences, isAs, type Pair, told } from './matrix.js';
import { KINDS, type KindName, kindOf } from './objects.js';
import { referencesOf } from './operation.js';
import { conversation } from './socket-calls.js';
import { SOCKET_ENTRIES } from './socket-entries.js';
import { madeAtDemo, messagesOf, payloadsOf, runForStrangers, toldBySockets } from './stranger-calls.js';
import { TASK_ENTRIES } from './task-entries.js';
import { OTHER, RIVERSIDE, type World } from './worlds.js';

export function whoeverHasNoCredential(lab: () => Lab): void {
  describe('whoever has no credential', () => {
    it('is refused everything but what is public, and changes nothing', async () => {
      const { matrix } = lab();
      const targets = await matrix.targets(matrix.operations, RIVERSIDE);
      const before = await lab().demoPractice();
      const problems: string[] = [];
      for (const { operation, ids } of targets) {
        const cell = await matrix.send(operation, 'nobody', NOBODY, ids);
        const expected = operation.demand === 'public' ? (operation.entry.ok ?? 'ok') : 401;
        if (!isAs(expected, cell.outcome.status)) problems.push(told(cell, `not ${expected}`));
      }
      expect(problems).toEqual([]);
      expect(Object.keys(before).length).toBeGreaterThan(25);
      expect(await lab().demoPractice()).toEqual(before);
    });

    it('gets no socket', async () => {
      await expect(conversation(lab().clinic.url, NOBODY)).rejects.toThrow('UNAUTHENTICATED');
    });
  });
}

export function whoeverIsOfAnotherAccount(lab: () => Lab): void {
  describe('whoever is of another account', () => {
    it('finds nothing of the demo practice, changes nothing of it, and causes the same work as for nothing', async () => {
      const { matrix, admin, foreigner } = lab();
      const targets = await matrix.targets(matrix.operations, RIVERSIDE);
      // Read by their own admin before, so that they are in whatever is cached.
      for (const { operation, ids } of targets) {
        if (!operation.mutates) await matrix.send(operation, 'warming', admin, ids);
      }
      const before = await lab().demoPractice();
      const pairs = await matrix.pairs(targets, 'another account', foreigner, OTHER);
      const others = matrix.operations.filter((operation) => referencesOf(operation).length === 0);
      const shown: Cell[] = [];
      for (const operation of others) shown.push(await matrix.call(operation, 'another account', foreigner, OTHER));
      expect(differences(pairs)).toEqual([]);
      expect(pairs.length).toBeGreaterThan(120);
      const ofDemo = ({ accountId }: World) => accountId === RIVERSIDE.accountId;
      expect(matrix.objects.shownIn(shown, ofDemo)).toEqual([]);
      expect(await lab().demoPractice()).toEqual(before);
      expect(await unequalWork(lab(), pairs)).toEqual([]);
    });

    it('does not get there by naming the account, its sites or its sectors in headers', async () => {
      const { matrix } = lab();
      const stranger = await matrix.callers.user(OTHER.accountId, ['admin']);
      const targets = await matrix.targets(matrix.operations, RIVERSIDE);
      const before = await lab().demoPractice();
      const problems: string[] = [];
      for (const { operation, ids } of targets.filter((each) => each.operation.demand !== 'public')) {
        const crossing = { 'x-account-id': RIVERSIDE.accountId };
        const crossed = await matrix.send(operation, 'another account, crossing', stranger, ids, crossing);
        if (crossed.outcome.status !== 403) problems.push(told(crossed, 'not 403'));
        for (const [header, id] of Object.entries({
          'x-site-id': RIVERSIDE.siteId,
          'x-sector-id': RIVERSIDE.sectorId,
        })) {
          const hidden = await matrix.send(operation, `another account, ${header}`, stranger, ids, { [header]: id });
          if (hidden.outcome.status !== 404) problems.push(told(hidden, 'not 404'));
        }
      }
      expect(problems).toEqual([]);
      expect(await lab().demoPractice()).toEqual(before);
    });

    it('finds and changes nothing by any socket event', async () => {
      const messages = await messagesOf(lab(), SOCKET_ENTRIES);
      const before = await lab().demoPractice();
      expect(await toldBySockets(lab(), messages)).toEqual([]);
      expect(await lab().demoPractice()).toEqual(before);
    });

    it('watches objects of no type', async () => {
      const { clinic, foreigner } = lab();
      using sockets = await conversation(clinic.url, foreigner);
      const { rows } = await clinic.owner.query('select id from billing.charge where account_id = $1 limit 1', [
        RIVERSIDE.accountId,
      ]);
      const fixed: Record<string, string> = { account: RIVERSIDE.accountId, charge: rows[0].id };
      const kinds = Object.keys(KINDS) as KindName[];
      for (const type of clinic.app.get(VisibilityRegistry, { strict: false }).types) {
        const kind = kinds.find((name) => kindOf(name)?.objectType === type);
        const id = kind ? await madeAtDemo(lab(), kind) : fixed[type];
        expect([type, id]).toEqual([type, expect.any(String)]);
        const hidden = await sockets.ask('watch', { type, id });
        expect([type, hidden.ok]).toEqual([type, false]);
        expect(hidden).toEqual(await sockets.ask('watch', { type, id: newId() }));
      }
    });

    it('has no task change or mail anything of the demo practice', async () => {
      const payloads = await payloadsOf(lab(), TASK_ENTRIES);
      const before = await lab().demoPractice();
      const failed = await runForStrangers(lab(), payloads);
      expect(failed).toEqual([]);
      expect(await lab().demoPractice()).toEqual(before);
    });
  });
}

/** Pairs whose halves sent different numbers of statements to the database, in words. Clocks would tell less. */
async function unequalWork({ clinic }: Lab, pairs: readonly Pair[]): Promise<string[]> {
  const counts = await statementCounts(clinic.owner);
  const of = ({ outcome }: Cell) => counts.get(/req_[\w-]+/.exec(outcome.text)?.[0] ?? '');
  const tracked = pairs.filter(({ hidden, missing }) => of(hidden) !== undefined && of(missing) !== undefined);
  expect(tracked.length).toBeGreaterThan(100);
  return tracked.flatMap(({ hidden, missing }) =>
    of(hidden) === of(missing) ? [] : [told(hidden, `${of(hidden)} statements, not ${of(missing)}`)],
  );
}
