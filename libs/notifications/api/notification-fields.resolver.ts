import { ResolveField, Resolver } from '@nestjs/graphql';
import { ActionType } from '#platform/graphql/action-type.js';
import { EventType } from '#platform/graphql/event-type.js';
import type { GraphqlContext } from '#platform/graphql/graphql-context.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import type { NotificationView } from '../model/notification.js';
import { NotificationType } from './notification-type.js';

@Resolver(() => NotificationType)
export class NotificationFieldsResolver {
  constructor(private readonly history: ObjectEvents) {}

  @ResolveField(() => [EventType], { description: 'How it was delivered, newest first.' })
  events({ id }: NotificationView, _args: unknown, request: GraphqlContext) {
    return this.history.of(request, { type: 'notification', id });
  }

  @ResolveField(() => [ActionType], { description: 'What the caller may do with it now.' })
  actions({ actions }: NotificationView) {
    return actions;
  }
}
