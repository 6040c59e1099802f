import { Field, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '../graphql/connection-of.js';
import { JsonType } from '../graphql/json-type.js';

@ObjectType('WiredReaction')
class WiredReactionType {
  @Field() name!: string;
  @Field() label!: string;
  @Field() context!: string;
  @Field({ description: 'after-commit, or blocking: within the transaction, with a veto.' }) mode!: string;
}

@ObjectType('WiringEntry')
class WiringEntryType {
  @Field() eventType!: string;
  @Field() label!: string;
  @Field(() => [WiredReactionType]) reactions!: readonly WiredReactionType[];
}

@ObjectType('EventNamespace')
class EventNamespaceType {
  @Field() name!: string;
  @Field() label!: string;
}

@ObjectType('EventAudience')
class EventAudienceType {
  @Field() permission!: string;
  @Field({ description: 'Whether the user whom the event names knows of it, too.' }) oneself!: boolean;
}

@ObjectType('EventTypeEntry')
class EventTypeEntryType {
  @Field() type!: string;
  @Field() label!: string;
  @Field(() => EventNamespaceType) namespace!: EventNamespaceType;
  @Field() category!: string;
  @Field() version!: string;
  @Field() subscribable!: boolean;
  @Field(() => EventAudienceType, {
    nullable: true,
    description: 'Of those who see the target, who may know of it; null: all of them.',
  })
  audience!: EventAudienceType | null;
  @Field(() => JsonType, { description: 'The JSON schema of the data.' }) schema!: object;
}

@ObjectType('TaskRetries', { description: 'Times are in milliseconds.' })
class TaskRetriesType {
  @Field(() => Int, { description: 'The first one counts.' }) tries!: number;
  @Field(() => Int) backoff!: number;
  @Field(() => Int) maxBackoff!: number;
}

@ObjectType('TaskTypeEntry')
class TaskTypeEntryType {
  @Field() name!: string;
  @Field() label!: string;
  @Field() queue!: string;
  @Field() workerClass!: string;
  @Field(() => Int, { description: 'Milliseconds.' }) timeLimit!: number;
  @Field(() => TaskRetriesType) retry!: TaskRetriesType;
}

@ObjectType('ContractMethod')
class ContractMethodType {
  @Field() name!: string;
  @Field() description!: string;
}

@ObjectType('ContractEntry')
class ContractEntryType {
  @Field() name!: string;
  @Field() label!: string;
  @Field(() => [ContractMethodType]) methods!: readonly ContractMethodType[];
  @Field(() => String, { nullable: true, description: 'The context that provides it.' }) provider!: string | null;
  @Field({ description: 'in-process, remote or absent.' }) location!: string;
  @Field(() => [String]) requiredBy!: readonly string[];
}

export const WiringConnection = connectionOf(WiringEntryType);
export const EventTypeConnection = connectionOf(EventTypeEntryType);
export const TaskTypeConnection = connectionOf(TaskTypeEntryType);
export const ContractConnection = connectionOf(ContractEntryType);
