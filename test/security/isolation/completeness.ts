import { describe, expect, it } from 'vitest';
import { GRAPHQL_ENTRIES } from './graphql-entries.js';
import type { Lab } from './lab.js';
import { isPlanted } from './planted-leaks.js';
import { REST_ENTRIES } from './rest-entries.js';
import { addressesOf, BESIDE_NEST, nameless, runningOperations } from './running-operations.js';
import { SOCKET_ENTRIES } from './socket-entries.js';
import { TASK_ENTRIES } from './task-entries.js';

/** Operations without entry, and entries without operation. */
function unmatched(running: Iterable<string>, entries: object): string[] {
  const [there, listed] = [[...running], Object.keys(entries)];
  return [...there.filter((name) => !listed.includes(name)), ...listed.filter((name) => !there.includes(name))];
}

export function completeness(lab: () => Lab): void {
  describe('the matrix', () => {
    it('has an entry for each route, operation, socket event and task, and no other', () => {
      const { rest, graphql, socket, task } = runningOperations(lab().clinic.app);
      const left = (names: string[]) => names.filter((name) => !isPlanted(name));
      expect(left(unmatched(rest.keys(), REST_ENTRIES))).toEqual([]);
      expect(left(unmatched(graphql.keys(), GRAPHQL_ENTRIES))).toEqual([]);
      expect(left(unmatched(socket.keys(), SOCKET_ENTRIES))).toEqual([]);
      expect(left(unmatched(task.keys(), TASK_ENTRIES))).toEqual([]);
      const both = Object.keys(REST_ENTRIES).length + Object.keys(GRAPHQL_ENTRIES).length;
      expect(lab().matrix.operations).toHaveLength(both);
    });

    it('misses a route that has none, and an entry that has no route', () => {
      const { rest } = runningOperations(lab().clinic.app);
      expect(unmatched(rest.keys(), REST_ENTRIES)).toContain('get /api/v1/planted/repository/{id}');
      expect(unmatched(rest.keys(), { ...REST_ENTRIES, 'get /gone': {} })).toContain('get /gone');
    });

    it('is asked the same permission over GraphQL as over REST', () => {
      const { rest, graphql } = runningOperations(lab().clinic.app);
      for (const [name, { twin }] of Object.entries(GRAPHQL_ENTRIES)) {
        expect([name, graphql.get(name)]).toEqual([name, rest.get(twin)]);
      }
    });

    it('knows every address of the server', () => {
      const { app } = lab().clinic;
      const known = [...runningOperations(app).rest.keys()].map(nameless);
      const addresses = addressesOf(app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }));
      expect(known.filter((name) => !addresses.includes(name))).toEqual([]);
      const beside = addresses.filter((name) => !/^(head|options) /.test(name) && !known.includes(name));
      expect(beside.length).toBeGreaterThan(4);
      expect(beside.filter((name) => !BESIDE_NEST.some((it) => it.test(name.split(' ')[1] ?? '')))).toEqual([]);
    });
  });
}
