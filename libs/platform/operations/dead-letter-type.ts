import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '../graphql/connection-of.js';
import { ListArgs } from '../graphql/list-args.js';
import { ListFilter } from '../graphql/list-filter.js';
import { type DeadLetter, deadLetterList } from '../messaging/dead-letters.js';

@ObjectType('Failure')
class FailureType {
  @Field() code!: string;
  @Field() message!: string;
}

@ObjectType('DeadLetter')
export class DeadLetterType implements DeadLetter {
  @Field(() => ID) id!: string;
  @Field() reaction!: string;
  @Field(() => ID) eventId!: string;
  @Field() eventType!: string;
  @Field({ description: '`<type>:<id>` of the object that the event is about.' }) target!: string;
  @Field(() => Int) attempts!: number;
  @Field(() => FailureType) error!: FailureType;
  @Field(() => String) parkedAt!: Date;
}

export const DeadLetterConnection = connectionOf(DeadLetterType);

@ObjectType('DeadLetterReplay')
export class DeadLetterReplayType {
  @Field(() => Int, { description: 'How many will be tried again.' }) replayed!: number;
}

/** Dead letters that are all of what is given. */
@InputType('DeadLetterFilterInput')
export class DeadLetterFilterType {
  @Field(() => [String], { nullable: true, description: 'Any of these.' })
  reaction?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Any of these.' })
  eventType?: string[] | null;

  @Field(() => ID, { nullable: true })
  eventId?: string | null;

  @Field(() => String, { nullable: true })
  target?: string | null;

  @Field(() => String, { nullable: true, description: 'At or after this time.' })
  parkedAtFrom?: string | null;

  @Field(() => String, { nullable: true, description: 'Before this time.' })
  parkedAtTo?: string | null;
}

@ArgsType()
export class DeadLettersArgs extends ListArgs {
  @Field(() => DeadLetterFilterType, { nullable: true })
  filter?: DeadLetterFilterType | null;
}

export const deadLetterFilter = new ListFilter<DeadLetterFilterType>(deadLetterList, {
  reaction: 'reaction[in]',
  eventType: 'eventType[in]',
  eventId: 'eventId',
  target: 'target',
  parkedAtFrom: 'parkedAt[gte]',
  parkedAtTo: 'parkedAt[lt]',
});
