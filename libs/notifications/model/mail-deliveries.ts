import { newId } from '#platform/context/ids.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import type { EventEnvelope } from '#platform/events/event-envelope.js';
import type { SessionMailAudience, SessionMailFacts, SessionMailKind } from '../mails/session-mail-facts.js';

/** What a mail is written from. Addresses are looked up when it is sent. */
export interface MailFacts extends Omit<SessionMailFacts, 'recipientAddress' | 'organizerAddress'> {
  readonly kind: SessionMailKind;
  readonly audience: SessionMailAudience;
}

export interface MailDelivery {
  readonly id: string;
  readonly notificationId: string;
  readonly eventId: string;
  readonly userId: string;
  readonly state: 'pending' | 'sent' | 'failed';
  readonly facts: MailFacts;
  readonly correlationId: string;
}

/** Adds one mail per user and event; who has one already is left out. @returns the ids of the new ones */
export async function addMails(
  tx: TenantTransaction,
  event: EventEnvelope,
  mails: readonly { readonly userId: string; readonly facts: MailFacts }[],
): Promise<string[]> {
  if (mails.length === 0) return [];
  const added = await tx.query<{ id: string }>(
    `insert into notifications.delivery (id, account_id, notification_id, event_id, user_id, channel, state, facts,
       correlation_id, created_at)
     select given.id, $2, entry.id, $1, given.user_id, 'mail', 'pending', given.facts, $3, now()
     from unnest($4::uuid[], $5::uuid[], $6::jsonb[]) as given (id, user_id, facts)
     join notifications.inbox_entry entry on entry.event_id = $1 and entry.user_id = given.user_id
     on conflict (event_id, user_id, channel) do nothing returning id`,
    [
      event.id,
      tx.accountId,
      event.correlationId,
      mails.map(() => newId()),
      mails.map(({ userId }) => userId),
      mails.map(({ facts }) => JSON.stringify(facts)),
    ],
  );
  return added.map(({ id }) => id);
}

export async function findDelivery(tx: TenantTransaction, id: string): Promise<MailDelivery | undefined> {
  const [delivery] = await tx.query<MailDelivery>(
    `select id, notification_id as "notificationId", event_id as "eventId", user_id as "userId", state, facts,
       correlation_id as "correlationId"
     from notifications.delivery where id = $1::uuid`,
    [id],
  );
  return delivery;
}

/** @returns false when it has been sent already, which nothing changes any more */
export async function settle(
  tx: TenantTransaction,
  id: string,
  state: 'sent' | 'failed',
  attempts: number,
  failure?: string,
): Promise<boolean> {
  const settled = await tx.execute(
    `update notifications.delivery set state = $2, attempts = $3, failure = $4, settled_at = now()
     where id = $1::uuid and state <> 'sent'`,
    [id, state, attempts, failure ?? null],
  );
  return settled === 1;
}
