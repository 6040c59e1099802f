import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';

/** Nobody reads a higher number, and counting on would cost more with every one. */
const COUNTED = 10_000;

/** How many notifications the actor has not read, counted up to {@link COUNTED}. */
export class CountUnreadNotifications extends Query<{ count: number; countExact: boolean }> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(CountUnreadNotifications)
export class CountUnreadNotificationsHandler implements IQueryHandler<CountUnreadNotifications> {
  constructor(private readonly database: TenantDatabase) {}

  async execute({ actor }: CountUnreadNotifications): Promise<{ count: number; countExact: boolean }> {
    const [row] = await this.database.readTogether((tx) =>
      tx.query<{ n: string }>(
        `select count(*) as n from (
           select 1 from notifications.inbox_entry where user_id = $1::uuid and not read limit ${COUNTED + 1}
         ) counted`,
        [actor.userId],
      ),
    );
    const n = Number(row?.n ?? 0);
    return { count: Math.min(n, COUNTED), countExact: n <= COUNTED };
  }
}
