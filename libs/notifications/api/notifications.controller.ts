import { Body, Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { Many } from '#platform/http/envelope.js';
import { HistoryOfRequest, ObjectHistory, TellsHistory } from '#platform/http/object-history.js';
import { idOf } from '#platform/http/validation.js';
import type { ListRequest } from '#platform/lists/list-definition.js';
import { ListParameters } from '#platform/lists/list-documentation.js';
import { ListOfRequest } from '#platform/lists/list-request.js';
import { pick } from '#platform/lists/pick.js';
import { MarkAllNotificationsRead } from '../commands/mark-all-notifications-read.js';
import { MarkNotificationRead } from '../commands/mark-notification-read.js';
import { notificationsPermissions } from '../contract/index.js';
import { asListed, NOTIFICATIONS_PATH } from '../model/notification.js';
import { CountUnreadNotifications } from '../queries/count-unread-notifications.js';
import { GetNotification } from '../queries/get-notification.js';
import { ListNotifications, notificationList } from '../queries/list-notifications.js';
import { NothingDto, ReadDto } from './notification.dto.js';
import { NotificationDto, ReadCountDto, UnreadCountDto } from './notification-view.dto.js';

const NotificationId = () => Param('id', idOf('NOTIFICATION'));
const InboxUse = () => Permitted(notificationsPermissions['inbox.use']);

/** The caller's own inbox. */
@ApiTags('notifications')
@ApiBearerAuth()
@Controller(NOTIFICATIONS_PATH)
export class NotificationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
  ) {}

  @Get()
  @ListParameters(notificationList)
  @ApiOkResponse({ type: [NotificationDto] })
  @InboxUse()
  async list(@CurrentActor() actor: Actor, @ListOfRequest(notificationList) request: ListRequest) {
    const page = await this.queries.execute(new ListNotifications(actor, request));
    return Many.page(NOTIFICATIONS_PATH, request, page, (row) => pick(asListed(row), request.fields));
  }

  @Get('unread-count')
  @ApiOkResponse({ type: UnreadCountDto })
  @InboxUse()
  unreadCount(@CurrentActor() actor: Actor) {
    return this.queries.execute(new CountUnreadNotifications(actor));
  }

  @Post('read-all')
  @HttpCode(200)
  @ApiOkResponse({ type: ReadCountDto })
  @InboxUse()
  async readAll(@CurrentActor() actor: Actor, @Body() _body?: NothingDto) {
    return { read: await this.commands.execute(new MarkAllNotificationsRead(actor)) };
  }

  @Get(':id')
  @ApiOkResponse({ type: NotificationDto })
  @InboxUse()
  get(@CurrentActor() actor: Actor, @NotificationId() id: string) {
    return this.queries.execute(new GetNotification(actor, id));
  }

  @Get(':id/events')
  @TellsHistory()
  @InboxUse()
  async events(@CurrentActor() actor: Actor, @NotificationId() id: string, @HistoryOfRequest() request: ListRequest) {
    await this.queries.execute(new GetNotification(actor, id));
    return this.history.of({ type: 'notification', id }, `${NOTIFICATIONS_PATH}/${id}/events`, request);
  }

  @Patch(':id')
  @ApiOkResponse({ type: NotificationDto })
  @InboxUse()
  mark(@CurrentActor() actor: Actor, @NotificationId() id: string, @Body() { read }: ReadDto) {
    return this.commands.execute(new MarkNotificationRead(actor, id, read));
  }
}
