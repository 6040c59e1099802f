import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Registry } from 'prom-client';
import { Type } from 'typebox';
import { v7 } from 'uuid';
import { runtimeDataSources } from '#platform/database/data-source.js';
import { SystemDatabase } from '#platform/database/system-database.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { Transactions } from '#platform/database/transactions.js';
import { EventCatalogue } from '#platform/events/event-catalogue.js';
import { eventNamespace } from '#platform/events/event-definition.js';
import type { EventEnvelope } from '#platform/events/event-envelope.js';
import { Delivery } from '#platform/messaging/delivery.js';
import { EventLog } from '#platform/messaging/event-log.js';
import { EventTail } from '#platform/messaging/event-tail.js';
import {
  Reaction,
  type Reacts,
  reactionOptions,
  type WiredReaction,
  wiredReaction,
} from '#platform/messaging/reaction.js';
import type { WorkDone, Workload, WorkloadSettings } from '../measure/workload.js';
import {
  BENCH_EVENT,
  INSERT_REACTION_EFFECTS,
  REACTION_EFFECTS,
  REACTION_OUTCOME,
  REACTIONS,
  SEED_EVENTS,
} from '../reactions-schema.js';

const events = eventNamespace(BENCH_EVENT.source, 'Bench');
const happened = events.event(BENCH_EVENT.type, {
  label: 'Something happened',
  data: Type.Object({ amount: Type.Integer(), note: Type.String() }),
});
type Happened = EventEnvelope<{ amount: number; note: string }>;

const LOOK_EVERY_MS = 5;
/** The log goes on counting: only what it counted is gone, and every reaction, also a failing one, stands at its end. */
const EMPTY = `
  truncate bench.reaction_effect, messaging.event, messaging.log, messaging.parked_event;
  update messaging.checkpoint set seq = (select max(seq) from messaging.checkpoint)`;

/** B6 and B7: the application's own delivery, from the numbering of the events to the last reaction's commit. */
export async function openWorkload({ ownerUrl, size, variant }: WorkloadSettings): Promise<Workload> {
  const accountId = v7();
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(REACTION_EFFECTS);
  const pools = runtimeDataSources({ ownerUrl, entities: [], appConnections: 10, systemConnections: 5 });
  await Promise.all([pools.app.initialize(), pools.system.initialize()]);
  // Made once: each keeps some of its pool's connections for itself.
  const transactions = { app: new Transactions(pools.app), system: new Transactions(pools.system) };
  const names = REACTIONS.map((name) => `bench.${name}`);
  const reactions = names.map((name) => reaction(name, new WritingReaction(name)));
  if (variant === 'failing-reaction') reactions.push(reaction('bench.failing', new FailingReaction()));
  // A reaction starts where the log ends when it is first seen: before the first backlog, not after it.
  let delivery = makeDelivery(transactions, reactions);
  await delivery.start();
  let end = 0;

  return {
    async prepare() {
      await delivery.stop();
      await owner.query(EMPTY);
      end = (await leastTaken(owner, names)) + size;
      await owner.query(SEED_EVENTS, [size, BENCH_EVENT.type, BENCH_EVENT.source, accountId]);
      await owner.query('analyze messaging.event');
      await owner.query('checkpoint');
      delivery = makeDelivery(transactions, reactions);
    },
    async run(): Promise<WorkDone> {
      const began = performance.now();
      await delivery.start();
      while ((await leastTaken(owner, names)) < end) await pause(LOOK_EVERY_MS);
      return { operations: size, milliseconds: performance.now() - began };
    },
    outcome: async () => (await owner.query(REACTION_OUTCOME)).rows,
    async close() {
      await delivery.stop();
      await Promise.all([transactions.app.close(), transactions.system.close()]);
      await Promise.all([pools.app.destroy(), pools.system.destroy()]);
      await owner.end();
    },
  };
}

function makeDelivery(
  transactions: Record<'app' | 'system', Transactions>,
  reactions: readonly WiredReaction[],
): Delivery {
  const system = new SystemDatabase(transactions.system);
  const catalogue = new EventCatalogue([events]);
  const log = new EventLog(system, catalogue);
  const delivery = new Delivery({
    catalogue,
    log,
    tail: new EventTail(log),
    transactions: transactions.app,
    system,
    metrics: new Registry(),
    wiring: { [happened.type]: reactions.map(({ name }) => name) },
    options: { runReactions: true },
  });
  delivery.attach(reactions);
  return delivery;
}

/** How far the slowest of these reactions has come in the log. */
async function leastTaken(owner: pg.Client, names: readonly string[]): Promise<number> {
  const { rows } = await owner.query('select min(seq) as seq from messaging.checkpoint where reaction = any ($1)', [
    names,
  ]);
  return Number(rows[0].seq);
}

function reaction(name: string, instance: Reacts<Happened['data']>): WiredReaction {
  Reaction({ name, label: name, on: [happened] })(instance.constructor);
  return wiredReaction(instance as Reacts, reactionOptions(instance) as never);
}

/** Writes a row for each event, those of a batch with one statement. */
class WritingReaction implements Reacts<Happened['data']> {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name.slice('bench.'.length);
  }

  react(event: Happened, tx: TenantTransaction): Promise<void> {
    return this.reactToMany([event], tx);
  }

  async reactToMany(taken: readonly Happened[], tx: TenantTransaction): Promise<void> {
    await tx.execute(INSERT_REACTION_EFFECTS, [
      this.#name,
      taken.map(({ id }) => id),
      taken.map(({ metadata }) => metadata.accountId),
      taken.map(({ metadata }) => metadata.target?.id),
      taken.map(({ data }) => data.amount),
    ]);
  }
}

class FailingReaction implements Reacts<Happened['data']> {
  async react(): Promise<void> {
    throw new Error('This reaction always fails.');
  }
}
