import { Field, ID, InputType } from '@nestjs/graphql';
import { ActionDto } from '#platform/http/action.dto.js';
import { Id, Instant, Parts, Text } from '#platform/http/fields.js';

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

/** A subscription as REST answers with it. */
export class SubscriptionViewDto {
  @Id() id!: string;
  @Text() eventType!: string;
  @Text({ nullable: true }) objectType!: string | null;
  @Id({ nullable: true }) objectId!: string | null;
  @Instant() createdAt!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}
