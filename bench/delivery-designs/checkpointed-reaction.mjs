import { transaction } from './connections.mjs';
import { effectOf, ReactionFailed } from './workload.mjs';

/**
 * A reaction that reads an ordered source behind a cursor, as in the designs (a) and (c). The source says how to read after
 * the cursor and how to write it; effect and cursor commit together.
 *
 * An event that fails is parked, and what follows for the same target is parked behind it, so the cursor always goes on.
 */
export async function checkpointedReaction(client, { schema, source, reaction, isPoisoned = () => false }) {
  let cursor = await source.load(client, reaction);

  const park = (events, failed) => ({
    name: `${schema}.park`,
    text: `insert into ${schema}.parked (reaction, target, position, attempts, next_attempt_at)
           select $1, t, p, $4, now() + $5 * interval '1 ms' from unnest($2::bigint[], $3::uuid[]) as e (p, t)`,
    values: [
      reaction,
      events.map((event) => event.position),
      events.map((event) => event.target),
      failed ? 1 : 0,
      failed ? backoff(1) : 0,
    ],
  });

  async function commit(events, parked) {
    const next = source.cursorOf(events.at(-1));
    const behind = (event) => event.blocked || parked.has(event.target);
    const waiting = events.filter(behind);
    const going = events.filter((event) => !behind(event));
    await transaction(client, [
      ...(going.length ? [effectOf(schema, reaction, going, isPoisoned())] : []),
      ...(waiting.length ? [park(waiting, false)] : []),
      source.advance(reaction, cursor, next),
    ]);
    cursor = next;
  }

  /** Halves what fails until the event that is at fault stands alone: some 18 transactions for one among 500. */
  async function settle(events, parked = new Set()) {
    try {
      await commit(events, parked);
    } catch (error) {
      if (!(error instanceof ReactionFailed)) throw error;
      if (events.length > 1) {
        const middle = Math.ceil(events.length / 2);
        await settle(events.slice(0, middle), parked);
        await settle(events.slice(middle), parked);
      } else {
        const next = source.cursorOf(events[0]);
        await transaction(client, [park(events, true), source.advance(reaction, cursor, next)]);
        cursor = next;
        parked.add(events[0].target);
      }
    }
  }

  return {
    /** Reads up to 500 events and commits them `together`, or each in its own transaction. Returns how many. */
    async step({ together = true } = {}) {
      const events = await source.readAfter(client, reaction, cursor, 500);
      if (events.length === 0) return 0;
      if (together) await settle(events);
      else for (const event of events) await settle([event]);
      return events.length;
    },

    /** Takes events that somebody else has read, if they are the next ones. */
    async offer(events) {
      if (!source.follows(cursor, events[0])) throw new Error(`${reaction} is not level with what was read for all.`);
      await settle(events.map((event) => ({ ...event, blocked: event.blockedFor.includes(reaction) })));
    },

    /** Tries the oldest parked event of one target that is due. Returns whether there was one. */
    async retry() {
      const { rows } = await client.query({
        name: `${schema}.due`,
        text: `select p.entry, p.position, p.target, p.attempts from ${schema}.parked p
               where p.reaction = $1 and p.next_attempt_at <= now() and not exists (
                 select from ${schema}.parked earlier
                 where earlier.reaction = p.reaction and earlier.target = p.target and earlier.entry < p.entry)
               order by p.entry limit 1`,
        values: [reaction],
      });
      const [event] = rows;
      if (!event) return false;
      const row = [reaction, event.target, event.entry];
      const where = 'where reaction = $1 and target = $2 and entry = $3';
      try {
        await transaction(client, [
          effectOf(schema, reaction, [event], isPoisoned()),
          { name: `${schema}.release`, text: `delete from ${schema}.parked ${where}`, values: row },
        ]);
      } catch (error) {
        if (!(error instanceof ReactionFailed)) throw error;
        await client.query({
          name: `${schema}.postpone`,
          text: `update ${schema}.parked set attempts = attempts + 1, next_attempt_at = now() + $4 * interval '1 ms' ${where}`,
          values: [...row, backoff(event.attempts + 1)],
        });
      }
      return true;
    },
  };
}

export const parkedTable = (schema) => `
  create table ${schema}.parked (
    entry bigint generated always as identity, reaction text not null, target uuid not null, position bigint not null,
    attempts integer not null default 0, next_attempt_at timestamptz not null default now(),
    primary key (reaction, target, entry));`;

/** Milliseconds, doubling from 50 with full jitter above half. */
export function backoff(attempt) {
  const ceiling = 50 * 2 ** Math.min(attempt, 10);
  return Math.round(ceiling * (0.5 + Math.random() / 2));
}
