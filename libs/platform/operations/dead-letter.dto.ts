import { Field, InputType } from '@nestjs/graphql';
import { ActionDto } from '../http/action.dto.js';
import { Id, Instant, Int, Part, Parts, Text } from '../http/fields.js';

class FailureDto {
  @Text() code!: string;
  @Text() message!: string;
}

export class DeadLetterDto {
  @Id() id!: string;
  @Text() reaction!: string;
  @Id() eventId!: string;
  @Text() eventType!: string;
  @Text({ description: '`<type>:<id>` of the object that the event is about.' }) target!: string;
  @Int() attempts!: number;
  @Part(() => FailureDto) error!: FailureDto;
  @Instant() parkedAt!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

/** One input for REST and GraphQL. */
@InputType('ReplayDeadLettersInput')
export class ReplayDto {
  /** Only those of this reaction; all when absent. */
  @Field(() => String, { nullable: true, description: 'Only those of this reaction; all when absent.' })
  @Text({ optional: true })
  reaction?: string;
}

export class ReplayedDto {
  @Int({ description: 'How many will be tried again.' }) replayed!: number;
}
