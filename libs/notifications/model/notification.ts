import type { Action } from '#platform/http/envelope.js';
import { toCursor } from './cursor.js';

export const NOTIFICATIONS_PATH = '/api/v1/notifications';

/** A row of `notifications.inbox_entry`, as {@link NOTIFICATION_COLUMNS} select it. */
export interface NotificationRow {
  readonly id: string;
  readonly type: string;
  readonly message: string;
  readonly data: object;
  /** A bigint, which the driver gives as a text. */
  readonly cursor: string;
  readonly timestamp: Date;
  readonly readAt: Date | null;
  readonly read: boolean;
}

export const NOTIFICATION_COLUMNS =
  'id, type, message, data, cursor, created_at as "timestamp", read_at as "readAt", read';

/** A notification as REST and GraphQL show it. */
export interface NotificationView extends Omit<NotificationRow, 'cursor'> {
  readonly cursor: string;
  readonly actions: readonly Action[];
}

export const asView = (row: NotificationRow): NotificationView => ({
  ...row,
  cursor: toCursor(Number(row.cursor)),
  actions: actionsFor(row),
});

/** Of a row that may hold just the fields that were asked for; actions need some of them. */
export function asListed({ cursor, ...row }: Partial<NotificationRow>): Partial<NotificationView> {
  const place = cursor === undefined ? {} : { cursor: toCursor(Number(cursor)) };
  const { id, read } = row;
  const actions = id === undefined || read === undefined ? {} : { actions: actionsFor({ id, read }) };
  return { ...row, ...place, ...actions };
}

function actionsFor({ id, read }: Pick<NotificationRow, 'id' | 'read'>): Action[] {
  const href = `${NOTIFICATIONS_PATH}/${id}`;
  return [
    { name: 'view', method: 'GET', href },
    { name: 'events', method: 'GET', href: `${href}/events` },
    { name: read ? 'mark-unread' : 'mark-read', method: 'PATCH', href },
  ];
}
