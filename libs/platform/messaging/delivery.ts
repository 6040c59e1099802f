import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { SystemDatabase } from '../database/system-database.js';
import type { Transactions } from '../database/transactions.js';
import type { EventCatalogue } from '../events/event-catalogue.js';
import type { RetryPolicy } from '../resilience/backoff.js';
import type { EventLog } from './event-log.js';
import { EventRelay } from './event-relay.js';
import type { EventTail } from './event-tail.js';
import { ParkedEvents } from './parked-events.js';
import { ParkedRetries } from './parked-retries.js';
import type { WiredReaction } from './reaction.js';
import { LANE_LIMITS, type LaneLimits, ReactionLane } from './reaction-lane.js';
import { observeLanes, relayFailures } from './relay-metrics.js';
import { verifyWiring, type Wiring } from './wiring.js';

const REACTION_RETRIES: RetryPolicy = { tries: 6, firstDelay: 500, longestDelay: 600_000 };

export interface DeliveryOptions {
  /** Whether reactions run in this process. */
  readonly runReactions: boolean;
  readonly retries?: RetryPolicy;
  readonly lanes?: Partial<LaneLimits>;
  /** How often everything is looked at with no hint at all, in ms. Default 1000. */
  readonly pollInterval?: number;
}

interface DeliveryParts {
  readonly catalogue: EventCatalogue;
  readonly log: EventLog;
  readonly tail: EventTail;
  readonly transactions: Transactions;
  readonly system: SystemDatabase;
  readonly metrics: Registry;
  readonly wiring: Wiring;
  readonly options: DeliveryOptions;
}

/** One row of the wiring as people read it. */
export interface WiringEntry {
  readonly eventType: string;
  readonly label: string;
  readonly reactions: readonly { name: string; label: string; context: string; mode: string }[];
}

/** Takes the reactions, holds them against the wiring, and runs them. */
export class Delivery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #reactions: readonly WiredReaction[] = [];
  #lanes: readonly ReactionLane[] = [];
  #relay: EventRelay | undefined;

  constructor(private readonly parts: DeliveryParts) {}

  /** @throws WiringError */
  attach(reactions: readonly WiredReaction[]): void {
    verifyWiring(this.parts.wiring, this.parts.catalogue, reactions);
    this.#reactions = reactions;
  }

  onApplicationBootstrap(): Promise<void> {
    return this.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  async start(): Promise<void> {
    const { log, tail, transactions, system, metrics, catalogue, options } = this.parts;
    const retries = options.retries ?? REACTION_RETRIES;
    const failures = relayFailures(metrics);
    const parked = new ParkedEvents(transactions, system, retries, () => this.hintRetries());
    const afterCommit = this.#reactions.filter(({ mode }) => mode === 'after-commit');
    // Also where reactions do not run: an event published before the first worker starts must not be passed over.
    for (const reaction of afterCommit) await parked.register(reaction);
    const limits = { ...LANE_LIMITS, ...options.lanes };
    const lanes = options.runReactions
      ? afterCommit.map((reaction) => new ReactionLane(reaction, log, transactions, parked, limits))
      : [];
    this.#lanes = lanes;
    observeLanes(metrics, log, lanes);
    const byName = new Map(afterCommit.map((reaction) => [reaction.name, reaction]));
    this.#relay = new EventRelay({
      log,
      tail,
      lanes,
      retries: options.runReactions ? new ParkedRetries(transactions, system, catalogue, byName, retries) : undefined,
      pollInterval: options.pollInterval,
      onFailure: (part) => failures.inc({ part }),
    });
    await this.#relay.start();
  }

  async stop(): Promise<void> {
    await this.#relay?.stop();
  }

  hint(): void {
    this.#relay?.hint();
  }

  hintRetries(): void {
    this.#relay?.hintRetries();
  }

  /** Whether every reaction has taken everything that is committed and known here. Parked events do not count. */
  get idle(): boolean {
    return this.#lanes.every((lane) => lane.position >= this.parts.log.head);
  }

  /** The wiring as a catalogue. */
  wiring(): WiringEntry[] {
    const { catalogue, wiring } = this.parts;
    const byName = new Map(this.#reactions.map((reaction) => [reaction.name, reaction]));
    return Object.entries(wiring).map(([eventType, names]) => ({
      eventType,
      label: catalogue.get(eventType).label,
      reactions: names.map((entry) => {
        const { name, label, context, mode } = byName.get(entry.replace(/^!/, '')) as WiredReaction;
        return { name, label, context, mode };
      }),
    }));
  }

  /**
   * Builds a read model again from the first event: empties it and takes the reaction back to the beginning.
   * @throws Error when there is no such reaction, or it cannot be reset
   */
  async rebuild(name: string): Promise<void> {
    const reaction = this.#reactions.find((candidate) => candidate.name === name);
    if (!reaction?.instance.reset)
      throw new Error(`Reaction "${name}" does not exist or builds no read model (it has no reset).`);
    await this.parts.system.write(async (tx) => {
      await tx.query('select seq from messaging.checkpoint where reaction = $1 for update', [name]);
      await tx.query('delete from messaging.parked_event where reaction = $1', [name]);
      await tx.query('update messaging.checkpoint set seq = 0 where reaction = $1', [name]);
      await reaction.instance.reset?.(tx);
    });
    await this.#lanes.find((lane) => lane.reaction.name === name)?.load();
    this.#relay?.hintLanes();
  }

  /** Hands one stored event to a reaction again, through the parking place, with a new set of tries. */
  async replay(reaction: string, eventId: string): Promise<void> {
    await this.parts.system.query(
      `insert into messaging.parked_event (id, account_id, reaction, seq, event_id, event_type, target, state, attempts,
         next_attempt_at, error, parked_at)
       select gen_random_uuid(), e.account_id, $1, l.seq, e.id, e.type, e.target_type || ':' || e.target_id, 'waiting', 0, now(),
         '{"code":"REPLAY","message":"Asked for."}'::jsonb, now()
       from messaging.event e join messaging.log l on l.position = e.position where e.id = $2::uuid
       on conflict (reaction, event_id) do update set state = 'waiting', attempts = 0, next_attempt_at = now()`,
      [reaction, eventId],
    );
    this.hintRetries();
  }
}
