import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { ActionType } from '#platform/graphql/action-type.js';
import { type Connection, toConnection } from '#platform/graphql/connection-of.js';
import { EventType } from '#platform/graphql/event-type.js';
import { actorOf, type GraphqlContext } from '#platform/graphql/graphql-context.js';
import { ListArgs, listRequestOf } from '#platform/graphql/list-args.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { AddGroupMember } from '../commands/add-group-member.js';
import { CreateGroup } from '../commands/create-group.js';
import { DeleteGroup } from '../commands/delete-group.js';
import { RemoveGroupMember } from '../commands/remove-group-member.js';
import { UpdateGroup } from '../commands/update-group.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import type { GroupView } from '../model/group-view.js';
import { GetGroup } from '../queries/get-group.js';
import { groupMemberList, ListGroupMembers } from '../queries/list-group-members.js';
import { groupList, ListGroups } from '../queries/list-groups.js';
import { CreateGroupDto, GroupMembersArgs, UpdateGroupDto } from './group.dto.js';
import { GroupConnection, GroupMemberConnection, type GroupMemberType, GroupType } from './group-type.js';
import { groupActions, presentMember } from './present-group.js';

const GroupSee = () => Permitted(identityPermissions['group.view']);
const GroupManage = () => Permitted(identityPermissions['group.manage']);
const IdArg = (name = 'id', thing = 'GROUP') => Args(name, { type: () => ID }, idOf(thing));

/** The same commands and queries as {@link GroupsController} and {@link GroupMembersController}. */
@Resolver(() => GroupType)
export class GroupsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectEvents,
  ) {}

  @Query(() => GroupType, { nullable: true })
  @GroupSee()
  group(@CurrentActor() actor: Actor, @IdArg() id: string): Promise<GroupView> {
    return this.queries.execute(new GetGroup(actor, id));
  }

  @Query(() => GroupConnection)
  @GroupSee()
  async groups(@CurrentActor() actor: Actor, @Args() page: ListArgs): Promise<Connection<GroupView>> {
    return toConnection(await this.queries.execute(new ListGroups(actor, listRequestOf(groupList, page))));
  }

  @Query(() => GroupMemberConnection)
  @GroupSee()
  async groupMembers(
    @CurrentActor() actor: Actor,
    @Args() { groupId, ...page }: GroupMembersArgs,
  ): Promise<Connection<GroupMemberType>> {
    await this.queries.execute(new GetGroup(actor, groupId));
    const { items, ...rest } = await this.queries.execute(
      new ListGroupMembers(groupId, listRequestOf(groupMemberList, page)),
    );
    return toConnection({ ...rest, items: items.map((member) => presentMember(actor, groupId, member)) });
  }

  @Mutation(() => GroupType)
  @GroupManage()
  createGroup(@CurrentActor() actor: Actor, @Args('input') input: CreateGroupDto): Promise<GroupView> {
    return this.commands.execute(new CreateGroup(actor, input));
  }

  @Mutation(() => GroupType)
  @GroupManage()
  updateGroup(
    @CurrentActor() actor: Actor,
    @IdArg() id: string,
    @Args('input') input: UpdateGroupDto,
  ): Promise<GroupView> {
    return this.commands.execute(new UpdateGroup(actor, id, input));
  }

  @Mutation(() => GroupType, { description: 'Answers with what it was.' })
  @GroupManage()
  deleteGroup(@CurrentActor() actor: Actor, @IdArg() id: string): Promise<GroupView> {
    return this.commands.execute(new DeleteGroup(actor, id));
  }

  @Mutation(() => GroupType, { description: 'Doing it again changes nothing.' })
  @GroupManage()
  addGroupMember(
    @CurrentActor() actor: Actor,
    @IdArg('groupId') groupId: string,
    @IdArg('userId', 'USER') userId: string,
  ): Promise<GroupView> {
    return this.commands.execute(new AddGroupMember(actor, groupId, userId));
  }

  @Mutation(() => GroupType)
  @GroupManage()
  removeGroupMember(
    @CurrentActor() actor: Actor,
    @IdArg('groupId') groupId: string,
    @IdArg('userId', 'GROUP_MEMBER') userId: string,
  ): Promise<GroupView> {
    return this.commands.execute(new RemoveGroupMember(actor, groupId, userId));
  }

  @ResolveField(() => [EventType], { description: 'The history, newest first.' })
  events({ id }: GroupType, _args: unknown, request: GraphqlContext) {
    return this.history.of(request, { type: 'group', id });
  }

  @ResolveField(() => [ActionType])
  actions(group: GroupType, _args: unknown, request: GraphqlContext) {
    return groupActions(actorOf(request), group);
  }
}
