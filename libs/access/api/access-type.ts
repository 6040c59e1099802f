import { ArgsType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { grantList } from '#platform/access/grant-list.js';
import { connectionOf } from '#platform/graphql/connection-of.js';
import { ListArgs } from '#platform/graphql/list-args.js';
import { ListFilter } from '#platform/graphql/list-filter.js';

@ObjectType('AccessGrant')
export class GrantType {
  @Field(() => ID) id!: string;
  @Field({ description: 'user:<id>, group:<id> or role:<name>.' }) subject!: string;
  @Field() permission!: string;
  @Field() objectType!: string;
  @Field(() => ID) objectId!: string;
  @Field(() => ID, { nullable: true }) grantedBy!: string | null;
  @Field(() => String) grantedAt!: Date;
}

export const GrantConnection = connectionOf(GrantType);

@InputType('AccessGrantFilterInput')
export class GrantFilterType {
  @Field(() => String, { nullable: true }) subject?: string | null;
  @Field(() => String, { nullable: true }) permission?: string | null;
  @Field(() => String, { nullable: true }) objectType?: string | null;
  @Field(() => ID, { nullable: true }) objectId?: string | null;
}

@ArgsType()
export class GrantsArgs extends ListArgs {
  @Field(() => GrantFilterType, { nullable: true })
  filter?: GrantFilterType | null;
}

export const grantFilter = new ListFilter<GrantFilterType>(grantList, {
  subject: 'subject',
  permission: 'permission',
  objectType: 'objectType',
  objectId: 'objectId',
});

@ObjectType('AccessPlace')
class PlaceType {
  @Field() type!: string;
  @Field(() => ID) id!: string;
}

@ObjectType('AccessReason')
class ReasonType {
  @Field({ description: 'role, party or grant.' }) kind!: string;
  @Field(() => String, { nullable: true }) role?: string;
  @Field(() => GrantType, { nullable: true }) grant?: GrantType;
  @Field(() => [PlaceType], { nullable: true, description: 'From the object to the one that the grant is on.' })
  path?: PlaceType[];
}

@ObjectType('AccessMissing')
class MissingType {
  @Field(() => [String]) roles!: string[];
  @Field(() => [String]) parties!: string[];
  @Field(() => [PlaceType]) grantOn!: PlaceType[];
}

@ObjectType('AccessExplanation')
export class ExplanationType {
  @Field(() => ID) userId!: string;
  @Field() permission!: string;
  @Field() objectType!: string;
  @Field(() => ID) objectId!: string;
  @Field() active!: boolean;
  @Field() allowed!: boolean;
  @Field(() => [ReasonType]) because!: ReasonType[];
  @Field(() => MissingType, { nullable: true }) missing?: MissingType;
}

@ObjectType('Permission')
class PermissionType {
  @Field() name!: string;
  @Field() label!: string;
  @Field(() => [String]) roles!: string[];
  @Field(() => [String]) parties!: string[];
  @Field(() => [String]) objectTypes!: string[];
}

@ObjectType('PermissionNamespace')
export class PermissionNamespaceType {
  @Field() namespace!: string;
  @Field() label!: string;
  @Field(() => [PermissionType]) permissions!: PermissionType[];
}
