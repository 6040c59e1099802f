import type { RunningServer } from '../app/app-under-test.js';
import type { Bench } from '../bench.js';
import { compareHttp, type HttpSide } from '../measure/compare-http.js';
import { answerOf, requireSame, withoutIdentity } from '../measure/same-response.js';
import { atLeast } from '../measure/target.js';
import type { Scenario } from '../scenario.js';
import { EVENT_TABLE, SESSION_TABLE } from '../schema.js';
import { bookingRequest, type SchedulingTraffic } from './schedule-sessions.traffic.js';
import { withBothServers } from './two-servers.js';

/** Slots before this one are booked to compare the two answers. */
const FIRST_MEASURED = 1_000;

/** B4: booking a session, each request a slot of its own; afterwards the rows of both sides are counted. */
export const scheduleSession: Scenario = {
  id: 'B4',
  title: 'POST /therapy-sessions',
  async run(bench) {
    const ownerUrl = await bench.databases.withSessions(100_000);
    const { practice } = bench.databases;
    return withBothServers(
      bench,
      { ownerUrl, role: 'api', reference: 'schedule-session' },
      async ({ ours, reference }) => {
        const own = await answerOf(ours.url, bookingRequest(practice, 0));
        const bare = await answerOf(reference.url, bookingRequest(practice, 1));
        requireSame(
          { status: own.status, body: withoutIdentity(own.body) },
          { status: bare.status, body: withoutIdentity(bare.body) },
        );
        const before = await countRows(bench, ownerUrl);
        const sides = { ours: bookingSide(bench, ours, 0), reference: bookingSide(bench, reference, 1) };
        const name = 'POST /therapy-sessions';
        const compared = await compareHttp(bench, { id: 'B4', name, target: atLeast(0.6), sides });
        const after = await countRows(bench, ownerUrl);
        const accepted = compared.sent.ours + compared.sent.reference;
        requireSame(
          { sessions: after.sessions - before.sessions, events: after.events - before.events },
          { sessions: accepted, events: accepted },
        );
        return compared.results;
      },
    );
  },
};

function bookingSide(bench: Bench, server: RunningServer, parity: 0 | 1): HttpSide {
  const settings: SchedulingTraffic = { practice: bench.databases.practice, parity };
  const module = new URL('./schedule-sessions.traffic.js', import.meta.url).href;
  return { server, traffic: { kind: 'numbered', module, settings }, from: FIRST_MEASURED, expected: { status: 201 } };
}

function countRows(bench: Bench, ownerUrl: string): Promise<{ sessions: number; events: number }> {
  return bench.databases.asOwner(ownerUrl, async (owner) => {
    const counting = `select (select count(*)::int from ${SESSION_TABLE}) as sessions,
      (select count(*)::int from ${EVENT_TABLE} where type = 'therapy_session.scheduled') as events`;
    const { rows } = await owner.query<{ sessions: number; events: number }>(counting);
    return rows[0]!;
  });
}
