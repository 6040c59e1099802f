import { ActionDto } from '../http/action.dto.js';
import { Id, Instant, Int, Part, Parts, SomeOf, Text } from '../http/fields.js';
import type { DeadLetter } from '../messaging/dead-letters.js';

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

const SHOWN: readonly (keyof DeadLetter | 'actions')[] = [
  'id',
  'reaction',
  'eventId',
  'eventType',
  'target',
  'attempts',
  'error',
  'parkedAt',
  'actions',
];

export class DeadLetterPageDto {
  @Id({ optional: true })
  cursor?: string;

  @SomeOf(SHOWN, { optional: true, description: 'What to show of each; everything when absent.' })
  fields?: string;
}

export class ReplayDto {
  /** Only those of this reaction; all when absent. */
  @Text({ optional: true })
  reaction?: string;
}

export class ReplayedDto {
  @Int({ description: 'How many will be tried again.' }) replayed!: number;
}
