import 'reflect-metadata';
import pg from 'pg';
import { Registry } from 'prom-client';
import { Type } from 'typebox';
import { newId } from '#platform/context/ids.js';
import { runtimeDataSources } from '#platform/database/data-source.js';
import { SystemDatabase } from '#platform/database/system-database.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Transactions } from '#platform/database/transactions.js';
import { EventCatalogue } from '#platform/events/event-catalogue.js';
import { eventNamespace } from '#platform/events/event-definition.js';
import type { EventEnvelope } from '#platform/events/event-envelope.js';
import { DeadLetters } from '#platform/messaging/dead-letters.js';
import { Delivery, type DeliveryOptions } from '#platform/messaging/delivery.js';
import { EventHistory } from '#platform/messaging/event-history.js';
import { EventLog } from '#platform/messaging/event-log.js';
import { EventStore } from '#platform/messaging/event-store.js';
import { EventTail } from '#platform/messaging/event-tail.js';
import { platformEvents } from '#platform/messaging/platform-events.js';
import { Reaction, type Reacts, reactionOptions, wiredReaction } from '#platform/messaging/reaction.js';
import { until } from './until.js';

const labEvents = eventNamespace('lab', 'Laboratory');
export const measured = labEvents.event('sample.measured', {
  label: 'Sample measured',
  data: Type.Object({ n: Type.Integer() }),
});

export type Measured = EventEnvelope<{ n: number }>;
type React = (event: Measured, tx: TenantTransaction) => Promise<void>;

/** A reaction that is made of a function. */
export function reaction(
  name: string,
  react: React,
  options: { mode?: 'blocking'; timeLimit?: number } = {},
): Reacts<never> {
  class Lab implements Reacts<{ n: number }> {
    react(event: Measured, tx: TenantTransaction): Promise<void> {
      return react(event, tx);
    }
  }
  Reaction({ name: `lab.${name}`, label: name, on: [measured], ...options })(Lab);
  return new Lab() as Reacts<never>;
}

/** Writes down that it took an event, in the reaction's own transaction. */
export const note =
  (name: string): React =>
  async (event, tx) => {
    await tx.execute('insert into lab.effect (reaction, event_id, target, n) values ($1, $2, $3, $4)', [
      name,
      event.id,
      event.metadata.target?.id,
      event.data.n,
    ]);
  };

export interface Effect {
  readonly reaction: string;
  readonly event_id: string;
  readonly target: string;
  readonly n: number;
}

export interface EventLab extends AsyncDisposable {
  readonly accountId: string;
  readonly database: TenantDatabase;
  readonly system: SystemDatabase;
  readonly delivery: Delivery;
  readonly tail: EventTail;
  readonly letters: DeadLetters;
  readonly history: EventHistory;
  readonly owner: pg.Client;
  publish(target: string, n: number): Promise<void>;
  effects(name: string): Promise<Effect[]>;
  readonly until: typeof until;
}

export const FAST_RETRIES = { tries: 3, firstDelay: 20, longestDelay: 100 };

/** The event store with its delivery on a real database, without the rest of the application. */
export async function eventLab(
  ownerUrl: string,
  reactions: readonly Reacts<never>[],
  options: Partial<DeliveryOptions> & { accountId?: string } = {},
): Promise<EventLab> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const accountId = options.accountId ?? newId();
  await prepare(owner, accountId);
  const pools = runtimeDataSources({ ownerUrl, entities: [], appConnections: 10, systemConnections: 4 });
  await Promise.all([pools.app.initialize(), pools.system.initialize()]);
  const [app, forSystem] = [new Transactions(pools.app), new Transactions(pools.system)];
  const system = new SystemDatabase(forSystem);
  const database = new TenantDatabase(app).forAccount(accountId);
  const catalogue = new EventCatalogue([platformEvents, labEvents]);
  const log = new EventLog(system, catalogue);
  const tail = new EventTail(log);
  const wired = reactions.map((each) => wiredReaction(each as Reacts, reactionOptions(each) as never));
  const delivery = new Delivery({
    catalogue,
    log,
    tail,
    transactions: app,
    system,
    metrics: new Registry(),
    wiring: {
      ...Object.fromEntries(platformEvents.definitions.map(({ type }) => [type, []])),
      [measured.type]: wired.map(({ name, mode }) => (mode === 'blocking' ? `!${name}` : name)),
    },
    options: { runReactions: true, retries: FAST_RETRIES, ...options },
  });
  const store = new EventStore(() => delivery.hint());
  app.outlet = store;
  forSystem.outlet = store;
  delivery.attach(wired);
  for (const each of wired) if (each.mode === 'blocking') store.addBlocking(each);
  await delivery.start();
  const effects = async (name: string) =>
    (
      await owner.query<Effect>(
        'select reaction, event_id, target, n from lab.effect where reaction = $1 order by at',
        [name],
      )
    ).rows;
  return {
    accountId,
    database,
    system,
    delivery,
    tail,
    letters: new DeadLetters(database, () => delivery.hintRetries()),
    history: new EventHistory(catalogue),
    owner,
    publish: (target, n) =>
      database.write((tx) => tx.publish(measured, { target: { type: 'sample', id: target }, data: { n } })),
    effects,
    until,
    async [Symbol.asyncDispose]() {
      await delivery.stop();
      await Promise.all([app.close(), forSystem.close()]);
      await Promise.all([pools.app.destroy(), pools.system.destroy()]);
      await owner.end();
    },
  };
}

async function prepare(owner: pg.Client, accountId: string): Promise<void> {
  await owner.query(`
    create schema if not exists lab;
    create table if not exists lab.effect (
      at bigint generated always as identity, reaction text not null, event_id uuid not null, target text not null, n int not null
    );
    grant usage on schema lab to praxis_app;
    grant select, insert on lab.effect to praxis_app;`);
  await owner.query(`insert into platform.admission values ($1, 'active') on conflict do nothing`, [accountId]);
}
