import { Field, ID, InputType } from '@nestjs/graphql';
import { Id, Text } from '#platform/http/fields.js';

/** One input for REST and GraphQL. */
@InputType('EventSubscriptionInput')
export class SubscriptionDto {
  @Field()
  @Text({ example: 'therapy_session.cancelled' })
  eventType!: string;

  @Field(() => String, { nullable: true })
  @Text({ optional: true, nullable: true, example: 'therapy_session' })
  objectType?: string | null;

  @Field(() => ID, { nullable: true })
  @Id({ optional: true, nullable: true })
  objectId?: string | null;
}
