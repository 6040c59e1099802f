import type { Bench } from '../bench.js';
import { compareHttp } from '../measure/compare-http.js';
import type { Result } from '../measure/interleave.js';
import { atLeast } from '../measure/target.js';
import type { Scenario } from '../scenario.js';
import { sidesOfRepeatedRequest } from './repeated-request.js';
import { withBothServers } from './two-servers.js';

const SIZE = 100_000;
const CURVE = [10_000, 1_000_000];

/** B1: the list of sessions, with all that a request goes through, at three sizes of the table. */
export const restList: Scenario = {
  id: 'B1',
  title: 'REST list',
  async run(bench) {
    const results: Result[] = [];
    for (const rows of [SIZE, ...CURVE]) results.push(...(await listOf(rows, bench)));
    return results;
  },
};

async function listOf(rows: number, bench: Bench): Promise<Result[]> {
  const size = rows.toLocaleString('en');
  bench.say(`${size} sessions`);
  const ownerUrl = await bench.databases.withSessions(rows);
  return withBothServers(bench, { ownerUrl, role: 'api', reference: 'list-sessions' }, async (servers) => {
    const sides = await sidesOfRepeatedRequest(servers, {
      method: 'GET',
      path: '/api/v1/therapy-sessions?pageSize=20',
      headers: { authorization: `Bearer ${bench.databases.practice.adminToken}` },
    });
    const name = `REST list, 20 of ${size} rows`;
    const compared = await compareHttp(bench, {
      id: 'B1',
      name,
      target: atLeast(0.7),
      sides,
      throughputOnly: rows !== SIZE,
    });
    return compared.results;
  });
}
