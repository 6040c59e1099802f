import { newId } from '#platform/context/ids.js';
import { ADVISORY_LOCKS } from '#platform/database/advisory-locks.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import type { EventEnvelope } from '#platform/events/event-envelope.js';
import { notificationSent } from '../contract/index.js';
import type { InboxEntry } from './inbox-entry.js';

/** What one user is told of an event. */
export interface Telling {
  readonly userId: string;
  readonly message: string;
  readonly data: object;
}

/**
 * Everybody who puts something into inboxes takes turns, from the first entry to the commit: reactions put many entries for
 * many users into one transaction, and two of them would sooner or later wait for each other's mailboxes in a circle. There
 * are only few at a time, since each reaction runs in one place.
 */
const TURN = `select pg_advisory_xact_lock(${ADVISORY_LOCKS.inboxes})`;

/** A statement of its own after taking the turn, so that it sees what those before it have committed. */
const PUT = `
  with given as (
    select * from unnest($4::uuid[], $5::uuid[], $6::text[], $7::jsonb[]) as given (id, user_id, message, data)
  ), fresh as (
    select * from given
    where not exists (
      select from notifications.inbox_entry told where told.event_id = $1 and told.user_id = given.user_id
    )
  ), counted as (
    insert into notifications.mailbox as mailbox (user_id, account_id, last_cursor)
    select user_id, $2, 1 from fresh
    on conflict (user_id) do update set last_cursor = mailbox.last_cursor + 1
    returning user_id, last_cursor
  )
  insert into notifications.inbox_entry (id, account_id, user_id, cursor, type, message, data, event_id, created_at)
  select fresh.id, $2, fresh.user_id, counted.last_cursor, $3, fresh.message, fresh.data, $1, $8
  from fresh join counted using (user_id)
  returning id, user_id as "userId", cursor`;

/**
 * Puts into each user's inbox what it is told of `event`, once: who has been told of it before is left out.
 * @param tellings one per user
 * @returns what is new; each of it is told as `notification.sent`
 */
export async function putIntoInboxes(
  tx: TenantTransaction,
  event: EventEnvelope,
  tellings: readonly Telling[],
): Promise<InboxEntry[]> {
  if (tellings.length === 0) return [];
  const createdAt = new Date();
  const [, rows] = await Promise.all([
    tx.query(TURN),
    tx.query<{ id: string; userId: string; cursor: string }>(PUT, [
      event.id,
      tx.accountId,
      event.type,
      tellings.map(() => newId()),
      tellings.map(({ userId }) => userId),
      tellings.map(({ message }) => message),
      tellings.map(({ data }) => JSON.stringify(data)),
      createdAt,
    ]),
  ]);
  return rows.map(({ id, userId, cursor }) => {
    const { message, data } = tellings.find((telling) => telling.userId === userId) as Telling;
    return { id, userId, place: Number(cursor), type: event.type, message, data, createdAt };
  });
}

export async function tellPutIntoInboxes(
  tx: TenantTransaction,
  eventId: string,
  entries: readonly InboxEntry[],
): Promise<void> {
  const telling = entries.map(({ id, userId, place }) =>
    tx.publish(notificationSent, {
      target: { type: 'notification', id },
      data: { deliveryId: id, userId, channel: 'inbox', eventId, cursor: place },
    }),
  );
  await Promise.all(telling);
}
