import { ArgsType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { ActionType } from '#platform/graphql/action-type.js';
import { connectionOf } from '#platform/graphql/connection-of.js';
import { ListArgs } from '#platform/graphql/list-args.js';
import { LegalHoldType } from './legal-hold-type.js';

@ObjectType('TrashedObject', { description: 'Something deleted that can still be restored.' })
class TrashedObjectType {
  @Field(() => ID) id!: string;
  @Field() type!: string;
  @Field(() => String) deletedAt!: Date;
  @Field(() => ID) deletedBy!: string;
  @Field(() => String, { description: 'From then on the nightly purge takes it, unless a legal hold keeps it.' })
  purgedFrom!: Date;
  @Field(() => [ActionType]) actions!: ActionType[];
}

export const TrashedObjectConnection = connectionOf(TrashedObjectType);

@ArgsType()
export class TrashArgs extends ListArgs {
  @Field(() => String, { nullable: true, description: 'For example `therapy_session`.' })
  type?: string | null;
}

@ObjectType('ObjectsToPurge')
class ObjectsToPurgeType {
  @Field(() => Int) count!: number;
  @Field(() => [ID], { description: 'The first of them.' }) ids!: string[];
}

@ObjectType('KeptObject')
class KeptObjectType {
  @Field(() => ID) id!: string;
  @Field(() => [LegalHoldType]) holds!: LegalHoldType[];
}

@ObjectType('KeptObjects')
class KeptObjectsType {
  @Field(() => Int) count!: number;
  @Field(() => [KeptObjectType], { description: 'The first of them.' }) objects!: KeptObjectType[];
}

@ObjectType('TypePreview')
class TypePreviewType {
  @Field() type!: string;
  @Field() label!: string;
  @Field(() => Int) days!: number;
  @Field(() => String, { description: 'What was deleted, or made, until then is out of its window.' }) cutoff!: Date;
  @Field(() => ObjectsToPurgeType) purged!: ObjectsToPurgeType;
  @Field(() => KeptObjectsType) kept!: KeptObjectsType;
}

@ObjectType('PurgePreview')
export class PurgePreviewType {
  @Field(() => String) at!: Date;
  @Field(() => [TypePreviewType]) types!: TypePreviewType[];
}
