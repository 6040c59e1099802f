import type { Bench } from '../bench.js';
import { compareHttp } from '../measure/compare-http.js';
import { atLeast } from '../measure/target.js';
import type { HttpRequest } from '../measure/traffic.js';
import type { Scenario } from '../scenario.js';
import { SEED_CHARGES } from '../schema.js';
import { sidesOfRepeatedRequest } from './repeated-request.js';
import { constantStatements } from './statement-count.js';
import { withBothServers } from './two-servers.js';

/** B3: a page of sessions with patient, therapist and charge, and that the size of the page does not decide the number of queries. */
export const graphqlList: Scenario = {
  id: 'B3',
  title: 'GraphQL list',
  async run(bench) {
    const ownerUrl = await bench.databases.withSessions(100_000);
    await bench.databases.asOwner(ownerUrl, (owner) => owner.query(SEED_CHARGES));
    const speed = await withBothServers(
      bench,
      { ownerUrl, role: 'api', reference: 'graphql-sessions' },
      async (servers) => {
        const sides = await sidesOfRepeatedRequest(servers, sessionsQuery(bench, 20));
        const name = 'GraphQL: 20 sessions with patient, therapist, charge';
        return (await compareHttp(bench, { id: 'B3', name, target: atLeast(0.65), sides })).results;
      },
    );
    return [...speed, await constantStatements(bench, ownerUrl, [sessionsQuery(bench, 5), sessionsQuery(bench, 50)])];
  },
};

function sessionsQuery(bench: Bench, pageSize: number): HttpRequest {
  const query = `query Sessions($pageSize: Int) {
    therapySessions(page: 1, pageSize: $pageSize) {
      count nextCursor
      items {
        id startsAt endsAt durationMinutes sessionType status
        patient { id email profile { firstName lastName } }
        therapist { id email profile { firstName lastName } }
        charge { id status amount { amount currency } }
      }
    }
  }`;
  return {
    method: 'POST',
    path: '/graphql',
    headers: { authorization: `Bearer ${bench.databases.practice.adminToken}` },
    body: { query, variables: { pageSize } },
  };
}
