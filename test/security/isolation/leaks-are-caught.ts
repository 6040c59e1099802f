import { describe, expect, it } from 'vitest';
import { ROLES, type Role } from '#platform/context/actor.js';
import type { Entry } from './entry.js';
import type { Lab } from './lab.js';
import { differences, expectedFor, isAs } from './matrix.js';
import type { Operation } from './operation.js';
import { LEAKS } from './planted-leaks.js';
import { REST_ENTRIES } from './rest-entries.js';
import { OTHER, RIVERSIDE } from './worlds.js';

type RestEntries = Readonly<Record<string, Entry>>;

export function leaksAreCaught(lab: () => Lab): void {
  /** What the matrix has to say of another account's calls: differences, and tables of the demo practice that changed. */
  async function foundIn(rest: RestEntries): Promise<string[]> {
    const matrix = await lab().matrix.over(rest);
    const targets = await matrix.targets(matrix.operations, RIVERSIDE);
    for (const { operation, ids } of targets) {
      if (!operation.mutates) await matrix.send(operation, 'warming', lab().admin, ids);
    }
    const before = await lab().demoPractice();
    const found = differences(await matrix.pairs(targets, 'another account', lab().foreigner, OTHER));
    const after = await lab().demoPractice();
    return [...found, ...Object.keys(after).filter((table) => after[table] !== before[table])];
  }

  describe('a planted leak is caught:', () => {
    it.each<[string, RestEntries, RegExp]>([
      ['a repository that forgets the account', LEAKS.repository, /repository.* differs from 404/],
      ['a loader that all requests share', LEAKS.loader, /loader.* differs from 404/],
      ['a cache that all accounts share', LEAKS.cache, /cache.* differs from 404/],
      ['a raw statement that changes what is not its own', LEAKS.raw, /^scheduling\.therapy_session$/],
    ])('%s', async (_what, rest, complaint) => {
      expect(await foundIn(rest)).toEqual([expect.stringMatching(complaint)]);
    });

    it('a handler that does not ask for the object that its permission is on', async () => {
      const matrix = await lab().matrix.over(LEAKS.unasked);
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
      const rest = { [one]: REST_ENTRIES[one] as Entry };
      expect(await foundIn(rest)).toEqual([]);
      await lab().matrix.owner.query(plant);
      try {
        expect(await foundIn(rest)).toEqual([expect.stringMatching(/therapy-sessions.* differs from 404/)]);
      } finally {
        await lab().matrix.owner.query(weed);
      }
    });
  });
}
