import { median } from './readings.mjs';

/** Markdown; each figure is the median over the rounds with its range, and ratios are taken within a round. */
export function report({ about, checks, once, rounds }) {
  const each = (pick) => rounds.map(pick).filter((value) => Number.isFinite(value));
  const row = (title, ...picks) => `| ${title} | ${picks.map((pick) => pick && spread(each(pick))).join(' | ')} |`;
  const designs = (title, pick) => row(title, ...['a', 'b', 'c'].map((key) => (round) => pick(round, key)));
  return `
${JSON.stringify(about)}
${JSON.stringify(checks, null, 1)}

| figure | a | b | c |
|---|---|---|---|
${designs('publishing, transactions/s', (r, k) => r.publishing[k].perSecond)}
${designs('publishing, ratio to plain insert', (r, k) => r.publishing[k].perSecond / r.publishing.plain.perSecond)}
${designs('publishing, log bytes over plain insert', (r, k) => r.publishing[k].logBytes - r.publishing.plain.logBytes)}
${designs('publishing, server CPU, ratio to plain insert', (r, k) => r.publishing[k].cpuMicros / r.publishing.plain.cpuMicros)}
${designs('draining 100k × 5, events/s', (r, k) => r.draining?.[k]?.perSecond)}
${designs('draining, ratio to by hand', (r, k) => r.draining?.[k]?.perSecond / r.draining?.byHand.perSecond)}
${designs('draining, log bytes over by hand', (r, k) => r.draining?.[k]?.logBytes - r.draining?.byHand.logBytes)}
${designs('draining, server CPU µs per event', (r, k) => r.draining?.[k].cpuMicros)}
${designs('draining, server CPU, ratio to by hand', (r, k) => r.draining?.[k].cpuMicros / r.draining?.byHand.cpuMicros)}
${designs('one by one, server CPU µs per event', (r, k) => r.oneByOne[k].cpuMicros)}
${designs('one by one, log bytes per event', (r, k) => r.oneByOne[k].logBytes)}
${designs('one by one, events/s', (r, k) => r.oneByOne[k].perSecond)}
${designs('one by one, ratio to a', (r, k) => r.oneByOne[k].perSecond / r.oneByOne.a.perSecond)}
${designs('latency p50, ms', (r, k) => r.latency[k].p50)}
${designs('latency p99, ms', (r, k) => r.latency[k].p99)}
${designs('latency p50, ratio to a', (r, k) => r.latency[k].p50 / r.latency.a.p50)}
${designs('held open: ratio to undisturbed', (r, k) => r.held[k].perSecond / r.undisturbed[k].perSecond)}
${designs('held open: server CPU, ratio to undisturbed', (r, k) => r.held[k].cpuMicros / r.undisturbed[k].cpuMicros)}
${designs('held open: catch-up, ms', (r, k) => r.held[k].catchUp)}
${designs('poisoned: ratio to undisturbed', (r, k) => r.poisoned[k].perSecond / r.undisturbed[k].perSecond)}
${designs('poisoned: server CPU, ratio to undisturbed', (r, k) => r.poisoned[k].cpuMicros / r.undisturbed[k].cpuMicros)}

${row('plain insert, transactions/s', (r) => r.publishing.plain.perSecond)}
${row('c while sequencing, ratio to plain', (r) => r.publishing.cSequencing.perSecond / r.publishing.plain.perSecond)}
${row('c while sequencing, ratio to c', (r) => r.publishing.cSequencing.perSecond / r.publishing.c.perSecond)}
${row('c while sequencing, log bytes over plain', (r) => r.publishing.cSequencing.logBytes - r.publishing.plain.logBytes)}
${row('c while sequencing, server CPU, ratio to plain', (r) => r.publishing.cSequencing.cpuMicros / r.publishing.plain.cpuMicros)}
${row('one lock for all publishers, ratio to plain', (r) => r.publishing.oneLock.perSecond / r.publishing.plain.perSecond)}
${row('by hand, events/s', (r) => r.draining?.byHand.perSecond)}
${row('c read once for all: draining, ratio to by hand', (r) => r.draining?.cReadOnce.perSecond / r.draining?.byHand.perSecond)}
${row('c read once for all: server CPU µs per event', (r) => r.draining?.cReadOnce.cpuMicros)}
${row('c read once for all: server CPU, ratio to by hand', (r) => r.draining?.cReadOnce.cpuMicros / r.draining?.byHand.cpuMicros)}
${row('draining c to a', (r) => r.draining?.c.perSecond / r.draining?.a.perSecond)}
${row('draining c to b', (r) => r.draining?.c.perSecond / r.draining?.b.perSecond)}

${JSON.stringify(once, null, 1)}`;
}

function spread(values) {
  if (values.length === 0) return 'none';
  return `${round(median(values))} (${round(Math.min(...values))}–${round(Math.max(...values))})`;
}

function round(value) {
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
