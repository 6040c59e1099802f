import { EVENT_CATEGORIES } from '../events/event-envelope.js';
import { Id, Instant, JsonObject, OneOf, Part, Text } from './fields.js';

class ObjectRefDto {
  @Text({ example: 'therapy_session' }) type!: string;
  @Text() id!: string;
}

class EventMetadataDto {
  @Text({ description: 'Of the schema of `data`.', example: '1' }) version!: string;
  @OneOf(EVENT_CATEGORIES) category!: string;
  @Id({ optional: true }) accountId?: string;
  @Id({ optional: true }) siteId?: string;
  @Id({ optional: true }) sectorId?: string;
  @Id({ optional: true, description: 'The actor, when a user.' }) userId?: string;
  @Text({ optional: true, description: 'Event or task that caused this one.' }) causationId?: string;
  @Part(() => ObjectRefDto, { optional: true }) target?: ObjectRefDto;
  @Part(() => ObjectRefDto, { optional: true }) actionObject?: ObjectRefDto;
  @Text({ optional: true }) traceparent?: string;
}

/** An event as REST answers with it. The AsyncAPI document has the `data` of each type. */
export class EventDto {
  @Id() id!: string;
  @Text({ example: 'therapy_session.scheduled' }) type!: string;
  @Text({ example: 'scheduling' }) source!: string;
  @Instant() timestamp!: string;
  @Text() correlationId!: string;
  @JsonObject() data!: object;
  @Part(() => EventMetadataDto) metadata!: EventMetadataDto;
}
