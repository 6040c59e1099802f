import { Matches } from 'class-validator';
import { AsCanonicalId, Id, SomeOf, Text } from '../http/fields.js';
import type { EventEnvelope } from '../messaging/event-envelope.js';

const PAGE_SIZE = /^([1-9]\d?|100)$/;

const SHOWN: readonly (keyof EventEnvelope)[] = [
  'id',
  'type',
  'source',
  'timestamp',
  'correlationId',
  'data',
  'metadata',
];

export class EventsDto {
  @Text({ optional: true })
  type?: string;

  @Text({ optional: true })
  targetType?: string;

  @Text({ optional: true })
  @AsCanonicalId()
  targetId?: string;

  @Id({ optional: true })
  actorId?: string;

  @Text({ optional: true })
  correlationId?: string;

  @Text({ optional: true })
  @Matches(/^\d{1,18}$/, { message: 'is not one that this list gave out' })
  cursor?: string;

  @Text({ optional: true })
  @Matches(PAGE_SIZE, { message: 'must be from 1 to 100' })
  pageSize?: string;
  @SomeOf(SHOWN, { optional: true, description: 'What to show of each event; everything when absent.' })
  fields?: string;
}
