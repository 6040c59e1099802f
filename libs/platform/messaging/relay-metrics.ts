import { Counter, Gauge, type Registry } from 'prom-client';
import type { EventLog } from './event-log.js';
import type { ReactionLane } from './reaction-lane.js';

/** What an operator sees of the delivery of events. */
export function observeLanes(registry: Registry, log: EventLog, lanes: readonly ReactionLane[]): void {
  new Gauge({
    name: 'praxis_event_log_head',
    help: 'Number of the newest event in the log.',
    registers: [registry],
    collect() {
      this.set(log.head);
    },
  });
  new Gauge({
    name: 'praxis_reaction_lag_events',
    help: 'Events between a reaction and the head of the log.',
    labelNames: ['reaction'],
    registers: [registry],
    collect() {
      for (const lane of lanes) this.set({ reaction: lane.reaction.name }, Math.max(0, log.head - lane.position));
    },
  });
  new Gauge({
    name: 'praxis_reaction_paused',
    help: '1 while a reaction waits because everything it takes fails.',
    labelNames: ['reaction'],
    registers: [registry],
    collect() {
      for (const lane of lanes) this.set({ reaction: lane.reaction.name }, lane.pausedUntil > Date.now() ? 1 : 0);
    },
  });
}

export const relayFailures = (registry: Registry): Counter<'part'> =>
  new Counter({
    name: 'praxis_relay_failures_total',
    help: 'Passes of the relay that failed as a whole, for example because the database was away.',
    labelNames: ['part'],
    registers: [registry],
  });
