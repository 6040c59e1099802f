import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { asView, NOTIFICATION_COLUMNS, type NotificationRow, type NotificationView } from '../model/notification.js';
import { NotificationNotFoundError } from '../model/notification-errors.js';

/** Marks a notification of the actor's own as read, or as unread again. Doing so a second time changes nothing. */
export class MarkNotificationRead extends Command<NotificationView> {
  constructor(
    readonly actor: Actor,
    readonly notificationId: string,
    readonly read = true,
  ) {
    super();
  }
}

@CommandHandler(MarkNotificationRead)
export class MarkNotificationReadHandler implements ICommandHandler<MarkNotificationRead> {
  constructor(private readonly database: TenantDatabase) {}

  /** What has been read need not be sent again either. @throws NotificationNotFoundError */
  async execute({ actor, notificationId, read }: MarkNotificationRead): Promise<NotificationView> {
    const [row] = await this.database.write((tx) =>
      tx.query<NotificationRow>(
        `update notifications.inbox_entry
         set read_at = case when $3 then coalesce(read_at, now()) end, acknowledged_at = coalesce(acknowledged_at, now())
         where id = $1::uuid and user_id = $2::uuid returning ${NOTIFICATION_COLUMNS}`,
        [notificationId, actor.userId, read],
      ),
    );
    if (!row) throw new NotificationNotFoundError(notificationId);
    return asView(row);
  }
}
