import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';

/** Marks all notifications of the actor as read. Resolves to how many were not. */
export class MarkAllNotificationsRead extends Command<number> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@CommandHandler(MarkAllNotificationsRead)
export class MarkAllNotificationsReadHandler implements ICommandHandler<MarkAllNotificationsRead> {
  constructor(private readonly database: TenantDatabase) {}

  execute({ actor }: MarkAllNotificationsRead): Promise<number> {
    return this.database.write((tx) =>
      tx.execute(
        `update notifications.inbox_entry set read_at = now(), acknowledged_at = coalesce(acknowledged_at, now())
         where user_id = $1::uuid and not read`,
        [actor.userId],
      ),
    );
  }
}
