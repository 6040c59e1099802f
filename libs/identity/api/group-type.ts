import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { Role } from '#platform/context/actor.js';
import { ActionType } from '#platform/graphql/action-type.js';
import { connectionOf } from '#platform/graphql/connection-of.js';
import type { GroupView } from '../model/group-view.js';
import type { GroupMemberView } from '../queries/list-group-members.js';

@ObjectType('Group')
export class GroupType implements GroupView {
  @Field(() => ID) id!: string;
  @Field() name!: string;
  @Field(() => String, { nullable: true }) description!: string | null;
  @Field(() => [String]) roles!: Role[];
  @Field(() => String) createdAt!: Date;
  @Field(() => String) updatedAt!: Date;
}

@ObjectType('GroupMember')
export class GroupMemberType implements GroupMemberView {
  @Field(() => ID, { description: 'Of the user.' }) id!: string;
  @Field(() => String) addedAt!: Date;
  @Field(() => [ActionType], { description: 'What the caller may do with the membership.' }) actions!: ActionType[];
}

export const GroupConnection = connectionOf(GroupType);
export const GroupMemberConnection = connectionOf(GroupMemberType);
