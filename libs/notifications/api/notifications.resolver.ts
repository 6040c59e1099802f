import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { type Connection, toConnection } from '#platform/graphql/connection-of.js';
import { listRequestOf } from '#platform/graphql/list-args.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { MarkAllNotificationsRead } from '../commands/mark-all-notifications-read.js';
import { MarkNotificationRead } from '../commands/mark-notification-read.js';
import { notificationsPermissions } from '../contract/index.js';
import { asListed, type NotificationView } from '../model/notification.js';
import { CountUnreadNotifications } from '../queries/count-unread-notifications.js';
import { ListNotifications, notificationList } from '../queries/list-notifications.js';
import { NotificationConnection, NotificationsArgs, NotificationType } from './notification-type.js';

const InboxUse = () => Permitted(notificationsPermissions['inbox.use']);

/** The same commands and queries as {@link NotificationsController}. */
@Resolver(() => NotificationType)
export class NotificationsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => NotificationConnection, { description: 'Of the caller, newest first.' })
  @InboxUse()
  async notifications(
    @CurrentActor() actor: Actor,
    @Args() { read, ...page }: NotificationsArgs,
  ): Promise<Connection<NotificationView>> {
    const request = listRequestOf(notificationList, page, { read: read?.toString() });
    const { items, ...rest } = await this.queries.execute(new ListNotifications(actor, request));
    return toConnection({ ...rest, items: items.map((row) => asListed(row) as NotificationView) });
  }

  @Query(() => Int, { description: 'How many the caller has not read, counted up to 10,000.' })
  @InboxUse()
  async unreadNotificationCount(@CurrentActor() actor: Actor): Promise<number> {
    return (await this.queries.execute(new CountUnreadNotifications(actor))).count;
  }

  @Mutation(() => NotificationType)
  @InboxUse()
  markNotificationRead(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID }, idOf('NOTIFICATION')) id: string,
  ): Promise<NotificationView> {
    return this.commands.execute(new MarkNotificationRead(actor, id));
  }

  @Mutation(() => Int, { description: 'How many had not been read.' })
  @InboxUse()
  markAllNotificationsRead(@CurrentActor() actor: Actor): Promise<number> {
    return this.commands.execute(new MarkAllNotificationsRead(actor));
  }
}
