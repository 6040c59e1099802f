import type pg from 'pg';
import { wiring } from '#apps/wiring.js';

/** Which reaction takes which type of event, as the value of a parameter. */
export const WIRED = JSON.stringify(
  Object.entries(wiring).flatMap(([type, reactions]) =>
    reactions.map((reaction) => ({ reaction: reaction.replace(/^!/, ''), type })),
  ),
);

/**
 * Events that a reaction takes and has before it, with {@link WIRED} as the parameter of this number. Events behind a checkpoint that
 * its reaction does not take do not count: it passes them by without storing that it did.
 */
export const beforeReactions = (parameter: number): string => `
  jsonb_to_recordset($${parameter}) w (reaction text, type text)
  join messaging.checkpoint c using (reaction) join messaging.event e using (type)
  join messaging.log l using (position) where l.seq > c.seq`;

/** How many times an event still has a reaction before it. */
export async function waitingEvents(owner: pg.Client): Promise<number> {
  const { rows } = await owner.query(
    `select (select count(*) from messaging.event) - (select max(head) from messaging.sequencer)
       + (select count(*) from messaging.parked_event where state = 'waiting')
       + (select count(*) from ${beforeReactions(1)}) as waiting`,
    [WIRED],
  );
  return Number(rows[0].waiting);
}
