import { withClient } from './connections.mjs';

export async function reading(database) {
  return { log: await logPosition(database.url), cpu: database.cpuSeconds(), at: performance.now() };
}

export function perUnit(before, after, count) {
  return {
    perSecond: (count * 1000) / (after.at - before.at),
    cpuMicros: ((after.cpu - before.cpu) * 1e6) / count,
    logBytes: (after.log - before.log) / count,
  };
}

async function logPosition(url) {
  return withClient(url, async (client) => {
    const { rows } = await client.query(`select (pg_current_wal_insert_lsn() - '0/0')::float8 as position`);
    return rows[0].position;
  });
}

export async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const last = sorted.length - 1;
  return (sorted[Math.floor(last / 2)] + sorted[Math.ceil(last / 2)]) / 2;
}

export function percentiles(samples) {
  const sorted = [...samples].sort((one, other) => one - other);
  return { p50: sorted[Math.floor(sorted.length * 0.5)], p99: sorted[Math.floor(sorted.length * 0.99)] };
}
