import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import PostalMime from 'postal-mime';
import { beforeReactions, WIRED } from '#test/support/waiting-events.js';

/** What exists for one committed session. */
export interface SessionAccount {
  readonly id: string;
  readonly events: number;
  readonly charges: number;
  readonly entries: number;
  readonly deliveries: number;
  readonly sentEvents: number;
}

/** Counts, per session booked under load, everything that must exist exactly so many times. */
export async function accountsOf(owner: pg.Pool): Promise<SessionAccount[]> {
  const { rows } = await owner.query<SessionAccount>(`
    with booked as (
      select s.id, e.id as event_id, count(e.id) over (partition by s.id)::int as events from scheduling.therapy_session s
      left join messaging.event e on e.target_id = s.id::text and e.type = 'therapy_session.scheduled'
      where s.starts_at > now() + interval '29 days'
    ), charge as (
      select session_id, count(*)::int as charges from billing.charge group by session_id
    ), entry as (
      select event_id, count(*)::int as entries from notifications.inbox_entry group by event_id
    ), delivery as (
      select event_id, count(*)::int as deliveries from notifications.delivery where state = 'sent' group by event_id
    ), sent as (
      select (data->>'eventId')::uuid as event_id, count(*)::int as sent_events from messaging.event
      where type = 'notification.sent' and data->>'channel' = 'mail' group by 1
    )
    select b.id, b.events, coalesce(charges, 0) as charges, coalesce(entries, 0) as entries,
      coalesce(deliveries, 0) as deliveries, coalesce(sent_events, 0) as "sentEvents"
    from booked b left join charge c on c.session_id = b.id left join entry using (event_id)
      left join delivery using (event_id) left join sent using (event_id)`);
  return rows;
}

/** Ids of the sessions that met a reaction that could not work. */
export async function poisonedSessions(owner: pg.Pool): Promise<Set<string>> {
  const { rows } = await owner.query<{ id: string }>(
    `select id from scheduling.therapy_session where session_type = 'group' and starts_at > now() + interval '29 days'`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** What still has to be done about that which was committed; the poisoned wait for as long as nobody mends what they lack. */
export async function unfinished(owner: pg.Pool, what: 'all' | 'all but the poisoned'): Promise<string[]> {
  const { rows } = await owner.query<Record<string, boolean>>(
    `
    select (select count(*) from messaging.event) <> (select max(head) from messaging.sequencer) as "numbering events",
      exists (select from messaging.task_outbox) as "relaying tasks",
      exists (
        select from messaging.parked_event where state = 'waiting' and ($1 or reaction not like 'billing.%')
      ) as "trying again",
      exists (select from notifications.delivery where state = 'pending') as "sending mails",
      exists (select from ${beforeReactions(2)}) as "reacting"`,
    [what === 'all', WIRED],
  );
  return Object.entries(rows[0] ?? {}).flatMap(([work, isLeft]) => (isLeft ? [work] : []));
}

/** Mails per correlation id, as they lie on disk. */
export async function mailsByCorrelation(home: string): Promise<Map<string, number>> {
  const directory = join(home, 'mail');
  const counts = new Map<string, number>();
  for (const file of await readdir(directory)) {
    if (!file.endsWith('.eml')) continue;
    const mail = await PostalMime.parse(await readFile(join(directory, file)));
    const id = mail.headers.find(({ key }) => key === 'x-correlation-id')?.value ?? 'none';
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
