import { Logger } from '@nestjs/common';
import { runInContext } from '../context/request-context.js';
import type { SystemDatabase } from '../database/system-database.js';
import type { Transactions } from '../database/transactions.js';
import type { EventCatalogue } from '../events/event-catalogue.js';
import type { EventEnvelope } from '../events/event-envelope.js';
import { type RetryPolicy, retryDelay } from '../resilience/backoff.js';
import { EVENT_COLUMNS, type EventRow, toEnvelope } from './event-rows.js';
import { eventProcessingFailed } from './platform-events.js';
import type { WiredReaction } from './reaction.js';
import { contextOf } from './reaction-context.js';
import { failureReport, ReactionTimeoutError } from './reaction-errors.js';

interface Claim {
  readonly parkedId: string;
  readonly attempts: number;
  readonly reaction: WiredReaction;
  readonly event: EventEnvelope;
}

/** Somebody else took the parked event while we worked on it: our effects must not commit. */
class ClaimLostError extends Error {}

/** How many parked events are worked on at once, each in a transaction of its own. */
const AT_ONCE = 4;
const MARGIN = 5_000;

/**
 * Tries parked events again: per reaction and target only the earliest, when it is due, with its full time limit. After the
 * last try it becomes a dead letter and the next one of its target has its turn.
 *
 * A claim counts the attempt before the work begins, so that an event that kills the process is not tried for ever.
 */
export class ParkedRetries {
  readonly #logger = new Logger('Reactions');

  constructor(
    private readonly transactions: Transactions,
    private readonly system: SystemDatabase,
    private readonly catalogue: EventCatalogue,
    private readonly reactions: ReadonlyMap<string, WiredReaction>,
    private readonly retries: RetryPolicy,
  ) {}

  /** Works on what is due. Resolves to how many were taken up. */
  async retryDue(): Promise<number> {
    const claims = await this.#claim();
    await Promise.all(claims.map((claim) => this.#attempt(claim)));
    return claims.length;
  }

  /** Milliseconds until the next one is due, if any waits. */
  async nextDueIn(): Promise<number | undefined> {
    const [row] = await this.system.query<{ wait: number | null }>(
      `select (extract(epoch from min(next_attempt_at) - clock_timestamp()) * 1000)::float8 as wait
       from messaging.parked_event where state = 'waiting'`,
    );
    return row?.wait === null || row?.wait === undefined ? undefined : Math.max(0, row.wait);
  }

  async #claim(): Promise<Claim[]> {
    const known = [...this.reactions.values()];
    const longest = Math.max(0, ...known.map((reaction) => reaction.timeLimit));
    const rows = await this.system.query<EventRow & { parked_id: string; attempts: number; reaction: string }>(
      `with due as (
         select p.id from messaging.parked_event p
         where p.state = 'waiting' and p.next_attempt_at <= clock_timestamp() and p.reaction = any ($1)
           and not exists (
             select from messaging.parked_event earlier
             where earlier.reaction = p.reaction and earlier.target = p.target and earlier.state = 'waiting'
               and earlier.seq < p.seq
           )
         order by p.next_attempt_at limit ${AT_ONCE} for update skip locked
       ), claimed as (
         update messaging.parked_event p
         set attempts = p.attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => $2::float8 / 1000)
         from due where p.id = due.id
         returning p.id as parked_id, p.attempts, p.reaction, p.event_id
       )
       select c.parked_id, c.attempts, c.reaction, ${EVENT_COLUMNS}
       from claimed c join messaging.event e on e.id = c.event_id`,
      [known.map((reaction) => reaction.name), longest + MARGIN],
    );
    return rows.map((row) => ({
      parkedId: row.parked_id,
      attempts: row.attempts,
      reaction: this.reactions.get(row.reaction) as WiredReaction,
      event: toEnvelope(row, this.catalogue),
    }));
  }

  async #attempt(claim: Claim): Promise<void> {
    try {
      await runInContext(contextOf(claim.event), () => this.#run(claim));
    } catch (error) {
      if (error instanceof ClaimLostError) return;
      await this.#failed(claim, error);
    }
  }

  async #run({ reaction, event, parkedId, attempts }: Claim): Promise<void> {
    const { instance, timeLimit, name } = reaction;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new ReactionTimeoutError(name, timeLimit)), timeLimit);
    try {
      const gathered = await instance.gather?.(event);
      const context = contextOf(event);
      await this.transactions.run(context, { signal: limit.signal }, async (tx) => {
        const view = tx.movedTo(context) as never;
        if (instance.reactToMany) await instance.reactToMany([event], view);
        else await instance.react(event, view, gathered);
        const [row] = await tx.query<{ unpark: boolean }>('select messaging.unpark($1::uuid, $2::int)', [
          parkedId,
          attempts,
        ]);
        if (!row?.unpark) throw new ClaimLostError();
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async #failed({ parkedId, attempts, reaction, event }: Claim, error: unknown): Promise<void> {
    const report = failureReport(error);
    if (attempts < this.retries.tries) {
      await this.system.query(
        `update messaging.parked_event set error = $3::jsonb,
           next_attempt_at = clock_timestamp() + make_interval(secs => $4::float8 / 1000)
         where id = $1::uuid and attempts = $2 and state = 'waiting'`,
        [parkedId, attempts, JSON.stringify(report), retryDelay(this.retries, attempts)],
      );
      return;
    }
    const gaveUp = await this.system.writeAs(contextOf(event), async (tx) => {
      const parked = await tx.execute(
        `update messaging.parked_event set state = 'dead', error = $3::jsonb
         where id = $1::uuid and attempts = $2 and state = 'waiting'`,
        [parkedId, attempts, JSON.stringify(report)],
      );
      if (parked === 0) return false;
      await tx.publish(eventProcessingFailed, {
        target: event.metadata.target ?? { type: 'event', id: event.id },
        data: { originalEvent: event, reaction: reaction.name, attempts, error: report },
      });
      return true;
    });
    if (!gaveUp) return;
    // Without the message of the error, which may hold what the event is about.
    const { code } = report;
    this.#logger.warn({
      event: 'reaction.gave-up',
      reaction: reaction.name,
      eventId: event.id,
      eventType: event.type,
      attempts,
      code,
    });
  }
}
