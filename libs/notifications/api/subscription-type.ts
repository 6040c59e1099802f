import { Field, ID, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '#platform/graphql/connection-of.js';
import type { Subscription } from '../model/subscriptions.js';

/** The GraphQL shape of a subscription; `Subscription` is a word of GraphQL itself. */
@ObjectType('EventSubscription')
export class EventSubscriptionType implements Subscription {
  @Field(() => ID) id!: string;
  @Field() eventType!: string;
  @Field(() => String, { nullable: true }) objectType!: string | null;
  @Field(() => ID, { nullable: true }) objectId!: string | null;
  @Field(() => String) createdAt!: Date;
}

export const EventSubscriptionConnection = connectionOf(EventSubscriptionType);
