import { performance } from 'node:perf_hooks';
import { type Expectation, HttpConnection } from './http-connection.js';
import { type Latencies, latencies } from './statistics.js';

/** The n-th request, ready to be written to the socket. */
export type Requests = (index: number) => Buffer | string;

export interface LoadPlan {
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  /** Requests sent while these seconds last are not counted. */
  readonly warmSeconds: number;
  readonly seconds: number;
  /** Absent: closed loop, each connection sends its next request on its last one's response. Present: open loop at this rate. */
  readonly perSecond?: number;
  /** Index of the first request; the next run must start at `from + sent`. */
  readonly from: number;
  readonly maxRequests: number;
  readonly expected: Expectation;
}

export interface LoadReport {
  readonly sent: number;
  readonly perSecond: number;
  /** Closed loop: from send. Open loop: from the moment at which the request was due, so that a stall counts for all it delayed. */
  readonly latencies: Latencies;
  /** Share of one core that the generator itself used; near 1 it was the generator that was measured. */
  readonly generatorCpu: number;
}

const PATIENCE_MS = 15_000;

/** Opens the connections, applies the load, closes them; rejects with the first unexpected response. */
export async function applyLoad(plan: LoadPlan, requests: Requests): Promise<LoadReport> {
  const failure = Promise.withResolvers<never>();
  const connections = await Promise.race([
    Promise.all(
      Array.from({ length: plan.connections }, () => HttpConnection.open(plan, plan.expected, failure.reject)),
    ),
    failure.promise,
  ]);
  const overdue = setTimeout(
    () => failure.reject(new Error('Responses are missing long after the end of the load.')),
    (plan.warmSeconds + plan.seconds) * 1000 + PATIENCE_MS,
  );
  try {
    const run = plan.perSecond
      ? openLoop(plan, plan.perSecond, connections, requests)
      : closedLoop(plan, connections, requests);
    return await Promise.race([run, failure.promise]);
  } finally {
    clearTimeout(overdue);
    for (const connection of connections) connection.close();
  }
}

function closedLoop(plan: LoadPlan, connections: HttpConnection[], requests: Requests): Promise<LoadReport> {
  const { promise, resolve } = Promise.withResolvers<LoadReport>();
  const began = performance.now();
  const countFrom = began + plan.warmSeconds * 1000;
  const end = countFrom + plan.seconds * 1000;
  const cpu = process.cpuUsage();
  const measured: number[] = [];
  let sent = 0;
  let busy = connections.length;

  const next = (connection: HttpConnection) => {
    const at = performance.now();
    if (at >= end || sent >= plan.maxRequests) {
      busy -= 1;
      if (busy === 0) resolve(report(plan, measured, sent, plan.seconds, cpu, began));
      return;
    }
    connection.send(requests(plan.from + sent++), () => {
      const now = performance.now();
      if (now >= countFrom && now < end) measured.push(now - at);
      next(connection);
    });
  };
  for (const connection of connections) next(connection);
  return promise;
}

/** Requests fall due on a grid of one millisecond; those that find no free connection wait, and their wait is counted. */
function openLoop(
  plan: LoadPlan,
  perSecond: number,
  connections: HttpConnection[],
  requests: Requests,
): Promise<LoadReport> {
  const { promise, resolve } = Promise.withResolvers<LoadReport>();
  const began = performance.now();
  const countFrom = plan.warmSeconds * 1000;
  const lastTick = Math.round((plan.warmSeconds + plan.seconds) * 1000);
  const cpu = process.cpuUsage();
  const measured: number[] = [];
  const free = [...connections];
  const due: number[] = [];
  let firstDue = 0;
  let scheduled = 0;
  let sent = 0;
  let tick = 0;

  const serve = () => {
    while (free.length > 0 && firstDue < due.length) {
      const connection = free.pop()!;
      const dueAt = due[firstDue++]!;
      connection.send(requests(plan.from + sent++), () => {
        if (dueAt >= countFrom) measured.push(performance.now() - began - dueAt);
        free.push(connection);
        serve();
      });
    }
    const done = tick >= lastTick && firstDue === due.length && free.length === connections.length;
    if (done) resolve(report(plan, measured, sent, plan.seconds, cpu, began));
  };
  const timer = setInterval(() => {
    const now = performance.now() - began;
    for (; tick <= now && tick < lastTick; tick++) {
      const target = Math.min(Math.floor(((tick + 1) * perSecond) / 1000), plan.maxRequests);
      for (; scheduled < target; scheduled++) due.push(tick);
    }
    if (tick >= lastTick) clearInterval(timer);
    serve();
  }, 1);
  return promise;
}

function report(
  plan: LoadPlan,
  measured: number[],
  sent: number,
  seconds: number,
  cpuBefore: NodeJS.CpuUsage,
  began: number,
): LoadReport {
  const cpu = process.cpuUsage(cpuBefore);
  const cut = sent >= plan.maxRequests ? (performance.now() - began) / 1000 - plan.warmSeconds : seconds;
  return {
    sent,
    perSecond: measured.length / cut,
    latencies: latencies(measured),
    generatorCpu: (cpu.user + cpu.system) / 1000 / (performance.now() - began),
  };
}
