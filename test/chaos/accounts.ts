import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import PostalMime from 'postal-mime';

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
export async function accountsOf(owner: pg.Client): Promise<SessionAccount[]> {
  const { rows } = await owner.query<SessionAccount>(`
    with booked as (
      select s.id, e.id as event_id from scheduling.therapy_session s
      left join messaging.event e on e.target_id = s.id::text and e.type = 'therapy_session.scheduled'
      where s.starts_at > now() + interval '29 days'
    )
    select b.id,
      (select count(*)::int from messaging.event e where e.target_id = b.id::text and e.type = 'therapy_session.scheduled') as events,
      (select count(*)::int from billing.charge c where c.session_id = b.id) as charges,
      (select count(*)::int from notifications.inbox_entry i where i.event_id = b.event_id) as entries,
      (select count(*)::int from notifications.delivery d where d.event_id = b.event_id and d.state = 'sent') as deliveries,
      (select count(*)::int from messaging.event e where e.type = 'notification.sent' and e.data->>'eventId' = b.event_id::text
         and e.data->>'channel' = 'mail') as "sentEvents"
    from booked b`);
  return rows;
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
