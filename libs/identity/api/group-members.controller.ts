import { Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { Many } from '#platform/http/envelope.js';
import { idOf } from '#platform/http/validation.js';
import type { ListRequest } from '#platform/lists/list-definition.js';
import { ListParameters } from '#platform/lists/list-documentation.js';
import { ListOfRequest } from '#platform/lists/list-request.js';
import { pick } from '#platform/lists/pick.js';
import { AddGroupMember } from '../commands/add-group-member.js';
import { RemoveGroupMember } from '../commands/remove-group-member.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { GetGroup } from '../queries/get-group.js';
import { groupMemberList, ListGroupMembers } from '../queries/list-group-members.js';
import { GroupDto, GroupMemberDto } from './group.dto.js';
import { GROUPS_PATH, presentGroup, presentMember } from './present-group.js';

@ApiTags('groups')
@ApiBearerAuth()
@Controller(`${GROUPS_PATH}/:id/members`)
export class GroupMembersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ListParameters(groupMemberList)
  @ApiOkResponse({ type: [GroupMemberDto] })
  @Permitted(identityPermissions['group.view'])
  async list(
    @CurrentActor() actor: Actor,
    @Param('id', idOf('GROUP')) id: string,
    @ListOfRequest(groupMemberList) request: ListRequest,
  ) {
    await this.queries.execute(new GetGroup(actor, id));
    const page = await this.queries.execute(new ListGroupMembers(id, request));
    const present = (member: (typeof page.items)[number]) => pick(presentMember(actor, id, member), request.fields);
    return Many.page(`${GROUPS_PATH}/${id}/members`, request, page, present);
  }

  /** Doing it again changes nothing. */
  @Put(':userId')
  @ApiOkResponse({ type: GroupDto })
  @Permitted(identityPermissions['group.manage'])
  async add(
    @CurrentActor() actor: Actor,
    @Param('id', idOf('GROUP')) id: string,
    @Param('userId', idOf('USER')) userId: string,
  ) {
    return presentGroup(actor, await this.commands.execute(new AddGroupMember(actor, id, userId)));
  }

  @Delete(':userId')
  @ApiOkResponse({ type: GroupDto })
  @Permitted(identityPermissions['group.manage'])
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id', idOf('GROUP')) id: string,
    @Param('userId', idOf('GROUP_MEMBER')) userId: string,
  ) {
    return presentGroup(actor, await this.commands.execute(new RemoveGroupMember(actor, id, userId)));
  }
}
