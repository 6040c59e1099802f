import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PurgedNotifications1763650060200 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table notifications.inbox_entry
        add column object_id text generated always as (data -> 'target' ->> 'id') stored;
      create index inbox_entry_by_object on notifications.inbox_entry (account_id, object_id);
      create index inbox_entry_by_age on notifications.inbox_entry (account_id, created_at, id);
      create index delivery_of_notification on notifications.delivery (account_id, notification_id);
      grant delete on notifications.inbox_entry, notifications.delivery to praxis_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      revoke delete on notifications.inbox_entry, notifications.delivery from praxis_app;
      drop index notifications.delivery_of_notification, notifications.inbox_entry_by_age;
      alter table notifications.inbox_entry drop column object_id;
    `);
  }
}
