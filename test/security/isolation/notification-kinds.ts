import { newId } from '#platform/context/ids.js';
import { type Kind, now } from './kind.js';

/** Of notifications. */
export const NOTIFICATION_KINDS = {
  notification: {
    table: 'notifications.inbox_entry',
    own: true,
    objectType: 'notification',
    row: ({ id, n, accountId, ownerId }) => ({
      id,
      account_id: accountId,
      user_id: ownerId,
      cursor: 1_000_000 + n,
      type: 'therapy_session.scheduled',
      message: `Notification ${n}`,
      data: {},
      event_id: newId(),
      created_at: now,
    }),
  },
  subscription: {
    table: 'notifications.subscription',
    own: true,
    objectType: 'notification_subscription',
    row: ({ id, accountId, ownerId }) => ({
      id,
      account_id: accountId,
      user_id: ownerId,
      event_type: 'therapy_session.scheduled',
      object_type: 'therapy_session',
      object_id: newId(),
      created_at: now,
    }),
  },
  /** A mail that would be sent if its task were to run again. */
  delivery: {
    table: 'notifications.delivery',
    row: ({ id, accountId, ownerId }) => ({
      id,
      account_id: accountId,
      notification_id: newId(),
      event_id: newId(),
      user_id: ownerId,
      channel: 'mail',
      state: 'failed',
      facts: {},
      correlation_id: id,
      attempts: 10,
      failure: 'Planted.',
      created_at: now,
    }),
  },
} as const satisfies Record<string, Kind>;
