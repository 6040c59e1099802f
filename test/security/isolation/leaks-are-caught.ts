import { describe, expect, it } from 'vitest';
import { ROLES, type Role } from '#platform/context/actor.js';
import type { Entry } from './entry.js';
import type { Lab } from './lab.js';
import { differences, type Entries, expectedFor, isAs } from './matrix.js';
import type { Operation } from './operation.js';
import { LEAKS, LEAKY_RESOLVERS, LEAKY_SOCKETS, LEAKY_TASKS } from './planted-leaks.js';
import { REST_ENTRIES } from './rest-entries.js';
import { messagesOf, payloadsOf, runForStrangers, toldBySockets } from './stranger-calls.js';
import { OTHER, RIVERSIDE } from './worlds.js';

export function leaksAreCaught(lab: () => Lab): void {
  /** What the matrix has to say of another account's calls: differences, and tables of the demo practice that changed. */
  async function foundIn(entries: Entries): Promise<string[]> {
    const matrix = await lab().matrix.over(entries);
    const targets = await matrix.targets(matrix.operations, RIVERSIDE);
    for (const { operation, ids } of targets) {
      if (!operation.mutates) await matrix.send(operation, 'warming', lab().admin, ids);
    }
    return changesDuring(async () =>
      differences(await matrix.pairs(targets, 'another account', lab().foreigner, OTHER)),
    );
  }

  /** What was found by some work, and tables of the demo practice that changed meanwhile. */
  async function changesDuring(work: () => Promise<string[]>): Promise<string[]> {
    const before = await lab().demoPractice();
    const found = await work();
    const after = await lab().demoPractice();
    return [...found, ...Object.keys(after).filter((table) => after[table] !== before[table])];
  }

  describe('a planted leak is caught:', () => {
    it.each<[string, Entries, RegExp]>([
      ['a repository that forgets the account', { rest: LEAKS.repository }, /repository.* differs from 404/],
      ['a loader that all requests share', { rest: LEAKS.loader }, /loader.* differs from 404/],
      ['a cache that all accounts share', { rest: LEAKS.cache }, /cache.* differs from 404/],
      ['a raw statement that changes what is not its own', { rest: LEAKS.raw }, /^scheduling\.therapy_session$/],
      ['a resolver that forgets the account', { graphql: LEAKY_RESOLVERS }, /plantedSession.* differs from 404/],
    ])('%s', async (_what, entries, complaint) => {
      expect(await foundIn(entries)).toEqual([expect.stringMatching(complaint)]);
    });

    it('a socket event that forgets the account', async () => {
      const messages = await messagesOf(lab(), LEAKY_SOCKETS);
      const found = await changesDuring(() => toldBySockets(lab(), messages));
      expect(found).toEqual([expect.stringMatching(/^planted-session: .*"ok":true.* differs from .*_NOT_FOUND/)]);
    });

    it('a task that changes what is not its own', async () => {
      const payloads = await payloadsOf(lab(), LEAKY_TASKS);
      expect(await changesDuring(() => runForStrangers(lab(), payloads))).toEqual(['scheduling.therapy_session']);
    });

    it('a handler that does not ask for the object that its permission is on', async () => {
      const matrix = await lab().matrix.over({ rest: LEAKS.unasked });
      const [operation] = matrix.operations as [Operation];
      const wrong: Role[] = [];
      for (const role of ROLES) {
        const cell = await matrix.call(
          operation,
          role,
          await matrix.callers.user(RIVERSIDE.accountId, [role]),
          RIVERSIDE,
        );
        if (!isAs(expectedFor(operation, role), cell.outcome.status)) wrong.push(role);
      }
      expect(wrong).toEqual(['therapist']);
    });

    it.each([
      [
        'a table without row-level security',
        'alter table scheduling.therapy_session disable row level security',
        'alter table scheduling.therapy_session enable row level security',
      ],
      [
        'a policy that lets everybody through',
        'create policy planted on scheduling.therapy_session using (true)',
        'drop policy planted on scheduling.therapy_session',
      ],
    ])('%s', async (_what, plant, weed) => {
      const one = 'get /api/v1/therapy-sessions/{id}';
      const entries = { rest: { [one]: REST_ENTRIES[one] as Entry } };
      expect(await foundIn(entries)).toEqual([]);
      await lab().matrix.owner.query(plant);
      try {
        expect(await foundIn(entries)).toEqual([expect.stringMatching(/therapy-sessions.* differs from 404/)]);
      } finally {
        await lab().matrix.owner.query(weed);
      }
    });
  });
}
