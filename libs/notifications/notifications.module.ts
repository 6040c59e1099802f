import { SiteDirectory } from '#accounts/contract/index.js';
import { PeopleDirectory } from '#identity/contract/index.js';
import { BoundedContext } from '#platform/composition/bounded-context.js';
import { NotificationFieldsResolver } from './api/notification-fields.resolver.js';
import { NotificationsController } from './api/notifications.controller.js';
import { NotificationsGateway } from './api/notifications.gateway.js';
import { NotificationsResolver } from './api/notifications.resolver.js';
import { SubscriptionsController } from './api/subscriptions.controller.js';
import { SubscriptionsResolver } from './api/subscriptions.resolver.js';
import { MarkAllNotificationsReadHandler } from './commands/mark-all-notifications-read.js';
import { MarkNotificationReadHandler } from './commands/mark-notification-read.js';
import { SubscribeHandler } from './commands/subscribe.js';
import { UnsubscribeHandler } from './commands/unsubscribe.js';
import { notificationsEvents, notificationsPermissions } from './contract/index.js';
import { Notifications1763644000000 } from './migrations/1763644000000-notifications.js';
import { PurgedNotifications1763650060200 } from './migrations/1763650060200-purged-notifications.js';
import { InboxHints } from './model/inbox-hints.js';
import { retainedNotifications } from './model/retained-notifications.js';
import { CountUnreadNotificationsHandler } from './queries/count-unread-notifications.js';
import { GetNotificationHandler } from './queries/get-notification.js';
import { GetSubscriptionHandler } from './queries/get-subscription.js';
import { ListNotificationsHandler } from './queries/list-notifications.js';
import { ListSubscriptionsHandler } from './queries/list-subscriptions.js';
import { NotificationVisibility } from './queries/notification-visibility.js';
import { SubscriptionVisibility } from './queries/subscription-visibility.js';
import { DropNotificationsWhenObjectPurged } from './reactions/drop-notifications-when-object-purged.js';
import { TellParticipantsWhenSessionChanges } from './reactions/tell-participants-when-session-changes.js';
import { TellSubscribersWhenSomethingHappens } from './reactions/tell-subscribers-when-something-happens.js';
import { Acknowledgements } from './streams/acknowledgements.js';
import { NotificationStreams } from './streams/notification-streams.js';
import { SendMailTask } from './tasks/send-mail.task.js';

@BoundedContext({
  name: 'notifications',
  label: 'Notifications',
  emits: notificationsEvents,
  permissions: notificationsPermissions,
  requires: [PeopleDirectory, SiteDirectory],
  migrations: [Notifications1763644000000, PurgedNotifications1763650060200],
  handlers: [
    MarkNotificationReadHandler,
    MarkAllNotificationsReadHandler,
    SubscribeHandler,
    UnsubscribeHandler,
    GetNotificationHandler,
    ListNotificationsHandler,
    CountUnreadNotificationsHandler,
    GetSubscriptionHandler,
    ListSubscriptionsHandler,
  ],
  reactions: [
    TellParticipantsWhenSessionChanges,
    TellSubscribersWhenSomethingHappens,
    DropNotificationsWhenObjectPurged,
  ],
  retains: [retainedNotifications],
  tasks: [SendMailTask],
  controllers: [NotificationsController, SubscriptionsController],
  resolvers: [NotificationsResolver, NotificationFieldsResolver, SubscriptionsResolver],
  // With what only sockets need.
  gateways: [NotificationsGateway, NotificationStreams, Acknowledgements],
  visibilities: [NotificationVisibility, SubscriptionVisibility],
  providers: [InboxHints],
})
export class NotificationsModule {}
