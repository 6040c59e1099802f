import { Field, ID, ObjectType } from '@nestjs/graphql';
import { JsonType } from './json-type.js';

@ObjectType('ObjectRef')
export class ObjectRefType {
  @Field() type!: string;
  @Field(() => ID) id!: string;
}

@ObjectType('EventMetadata')
export class EventMetadataType {
  @Field() version!: string;
  @Field() category!: string;
  @Field(() => ID, { nullable: true }) accountId?: string;
  @Field(() => ID, { nullable: true }) siteId?: string;
  @Field(() => ID, { nullable: true }) sectorId?: string;
  @Field(() => ID, { nullable: true }) userId?: string;
  @Field(() => ID, { nullable: true }) causationId?: string;
  @Field(() => ObjectRefType, { nullable: true }) target?: ObjectRefType;
  @Field(() => ObjectRefType, { nullable: true }) actionObject?: ObjectRefType;
  @Field(() => String, { nullable: true }) traceparent?: string;
}

/** The event envelope, wherever a history appears. */
@ObjectType('Event')
export class EventType {
  @Field(() => ID) id!: string;
  @Field() type!: string;
  @Field() source!: string;
  @Field() timestamp!: string;
  @Field() correlationId!: string;
  @Field(() => JsonType) data!: unknown;
  @Field(() => EventMetadataType) metadata!: EventMetadataType;
}
