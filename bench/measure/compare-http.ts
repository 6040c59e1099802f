import type { RunningServer } from '../app/app-under-test.js';
import type { Bench } from '../bench.js';
import { processorSeconds } from '../processes/usage.js';
import type { Expectation } from './http-connection.js';
import { interleave, type Result, type SideName, summarise } from './interleave.js';
import type { LoadReport } from './load.js';
import { reported, type Target } from './target.js';
import type { Traffic } from './traffic.js';

export interface HttpSide {
  readonly server: RunningServer;
  readonly traffic: Traffic;
  /** Index of the first of numbered requests. */
  readonly from?: number;
  readonly expected: Expectation;
}

export interface HttpComparison {
  readonly id: string;
  readonly name: string;
  readonly target: Target;
  readonly sides: Record<SideName, HttpSide>;
  /** Fewer rounds and no open loop: for points of a curve. */
  readonly throughputOnly?: boolean;
}

const CONNECTIONS = 32;
/** Enough for the compiler to have seen all of the path; seconds bound it on a slow machine. */
const WARM_UP_REQUESTS = 8_000;
const WARM_UP_SECONDS = 10;
const MAX_REQUESTS = 1_000_000;
const OPEN_LOOP_SHARE = 0.6;
/** Each load also throws away its first moments: connections are new and the other side's pages are in the caches. */
const SETTLE_SECONDS = 0.25;

export interface HttpOutcome {
  readonly results: Result[];
  /** Requests that each side sent and that were all answered as expected. */
  readonly sent: Record<SideName, number>;
}

/** Closed loop for throughput, then open loop at 60 % of each side's own throughput for p99. */
export async function compareHttp(bench: Bench, comparison: HttpComparison): Promise<HttpOutcome> {
  const { id, name, target, sides } = comparison;
  const { effort } = bench;
  const sent: Record<SideName, number> = { ours: 0, reference: 0 };
  const reports: { side: SideName; loop: string; serverCpu: number; postgresCpu: number; report: LoadReport }[] = [];

  const load = async (side: SideName, loop: string, forSeconds: number, perSecond?: number): Promise<LoadReport> => {
    const { server, traffic, expected } = sides[side];
    const { hostname, port } = new URL(server.url);
    const before = { server: processorSeconds(server.pid), postgres: bench.databases.processorSeconds() };
    const report = await bench.generator.apply(
      {
        host: hostname,
        port: Number(port),
        connections: CONNECTIONS,
        warmSeconds: SETTLE_SECONDS,
        seconds: forSeconds,
        perSecond,
        from: (sides[side].from ?? 0) + sent[side],
        maxRequests: loop === 'warm-up' ? WARM_UP_REQUESTS : MAX_REQUESTS,
        expected,
      },
      traffic,
    );
    sent[side] += report.sent;
    const perRequest = (seconds: number) => (seconds / report.sent) * 1e6;
    const serverCpu = perRequest(processorSeconds(server.pid) - before.server);
    const postgresCpu = perRequest(bench.databases.processorSeconds() - before.postgres);
    reports.push({ side, loop, serverCpu, postgresCpu, report });
    return report;
  };

  await load('ours', 'warm-up', WARM_UP_SECONDS);
  await load('reference', 'warm-up', WARM_UP_SECONDS);
  const throughput = await interleave(
    comparison.throughputOnly ? effort.curveRounds : effort.rounds,
    async (side) => (await load(side, 'closed', effort.seconds)).perSecond,
  );
  const results = [summarise({ id, name, unit: 'requests/s', target }, throughput)];
  const closed = (side: SideName, cpu: 'serverCpu' | 'postgresCpu') =>
    reports.filter((made) => made.loop === 'closed' && made.side === side).map((made) => made[cpu]);
  for (const [what, cpu] of [
    ['server', 'serverCpu'],
    ['Postgres', 'postgresCpu'],
  ] as const) {
    const sidesOf = { ours: closed('ours', cpu), reference: closed('reference', cpu) };
    results.push(summarise({ id, name: `${name}: ${what} CPU per request`, unit: 'µs', target: reported }, sidesOf));
  }
  if (!comparison.throughputOnly) {
    const rate = { ours: results[0]!.ours * OPEN_LOOP_SHARE, reference: results[0]!.reference * OPEN_LOOP_SHARE };
    const delays = await interleave(effort.openRounds, async (side) => {
      const report = await load(side, 'open', effort.openSeconds, rate[side]);
      return report.latencies.p99;
    });
    results.push(summarise({ id, name: `${name}: p99 at 60 % load`, unit: 'ms', target: reported }, delays));
  }
  bench.record(id, { name, sent, reports });
  return { results, sent };
}
