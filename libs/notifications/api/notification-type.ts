import { ArgsType, Field, ID, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '#platform/graphql/connection-of.js';
import { JsonType } from '#platform/graphql/json-type.js';
import { ListArgs } from '#platform/graphql/list-args.js';
import { Flag } from '#platform/http/fields.js';
import type { NotificationView } from '../model/notification.js';

/** The GraphQL shape of a notification. What hangs on it is resolved by {@link NotificationFieldsResolver}. */
@ObjectType('Notification')
export class NotificationType implements Omit<NotificationView, 'actions'> {
  @Field(() => ID) id!: string;
  @Field({ description: 'Of the event that it tells of.' }) type!: string;
  @Field() message!: string;
  @Field(() => String) timestamp!: Date;
  @Field(() => JsonType) data!: object;
  @Field({ description: 'Its place in the inbox, for `resume` on a socket.' }) cursor!: string;
  @Field() read!: boolean;
  @Field(() => String, { nullable: true }) readAt!: Date | null;
}

export const NotificationConnection = connectionOf(NotificationType);

@ArgsType()
export class NotificationsArgs extends ListArgs {
  @Field(() => Boolean, { nullable: true, description: 'Only those that have, or have not, been read.' })
  @Flag({ optional: true, nullable: true })
  read?: boolean | null;
}
