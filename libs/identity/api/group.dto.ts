import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import type { Role } from '#platform/context/actor.js';
import { ListArgs } from '#platform/graphql/list-args.js';
import { ActionDto } from '#platform/http/action.dto.js';
import { Id, Instant, ListOf, Parts, Text } from '#platform/http/fields.js';
import { GROUP_ROLES } from '../model/group-view.js';

/** One input for REST and GraphQL. */
@InputType('CreateGroupInput')
export class CreateGroupDto {
  @Field()
  @Text({ max: 100, example: 'Front desk' })
  name!: string;

  @Field(() => String, { nullable: true })
  @Text({ optional: true, nullable: true, max: 1_000 })
  description?: string | null;

  @Field(() => [String], { nullable: true })
  @ListOf(GROUP_ROLES, { optional: true, description: 'What everybody in it may do. Default: none' })
  roles?: Role[];
}

@InputType('UpdateGroupInput')
export class UpdateGroupDto {
  @Field({ nullable: true })
  @Text({ optional: true, max: 100 })
  name?: string;

  @Field(() => String, { nullable: true })
  @Text({ optional: true, nullable: true, max: 1_000 })
  description?: string | null;

  @Field(() => [String], { nullable: true })
  @ListOf(GROUP_ROLES, { optional: true })
  roles?: Role[];
}

@ArgsType()
export class GroupMembersArgs extends ListArgs {
  @Field(() => ID)
  @Id()
  groupId!: string;
}

export class GroupDto {
  @Id() id!: string;
  @Text() name!: string;
  @Text({ nullable: true, max: 1_000 }) description!: string | null;
  @ListOf(GROUP_ROLES) roles!: string[];
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}

export class GroupMemberDto {
  @Id({ description: 'Of the user.' }) id!: string;
  @Instant() addedAt!: string;
  @Parts(() => ActionDto) actions!: ActionDto[];
}
