import type { TenantTransaction } from '#platform/database/tenant-database.js';
import type { RetainedType } from '#platform/retention/retained-type.js';
import { notificationPurged } from '../contract/index.js';

/** They lapse by themselves; there is no trash to restore them from. Mails about the same go with them. */
export const retainedNotifications: RetainedType = {
  type: 'notification',
  label: 'Notification',
  table: 'notifications.inbox_entry',
  since: 'created_at',
  defaultDays: 365,
  parties: ['user_id'],
  purged: notificationPurged,
  purge: (tx: TenantTransaction, ids) =>
    tx.execute('delete from notifications.delivery where notification_id = any ($1::uuid[])', [ids]),
};
