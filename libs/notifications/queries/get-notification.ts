import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { asView, NOTIFICATION_COLUMNS, type NotificationRow, type NotificationView } from '../model/notification.js';
import { NotificationNotFoundError } from '../model/notification-errors.js';

export class GetNotification extends Query<NotificationView> {
  constructor(
    readonly actor: Actor,
    readonly notificationId: string,
  ) {
    super();
  }
}

@QueryHandler(GetNotification)
export class GetNotificationHandler implements IQueryHandler<GetNotification> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws NotificationNotFoundError */
  async execute({ actor, notificationId }: GetNotification): Promise<NotificationView> {
    const [row] = await this.database.readTogether((tx) =>
      tx.query<NotificationRow>(
        `select ${NOTIFICATION_COLUMNS} from notifications.inbox_entry where id = $1::uuid and user_id = $2::uuid`,
        [notificationId, actor.userId],
      ),
    );
    if (!row) throw new NotificationNotFoundError(notificationId);
    return asView(row);
  }
}
