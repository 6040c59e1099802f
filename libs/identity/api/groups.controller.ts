import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { Many } from '#platform/http/envelope.js';
import { HistoryOfRequest, ObjectHistory, TellsHistory } from '#platform/http/object-history.js';
import { idOf } from '#platform/http/validation.js';
import type { ListRequest } from '#platform/lists/list-definition.js';
import { ListParameters } from '#platform/lists/list-documentation.js';
import { ListOfRequest } from '#platform/lists/list-request.js';
import { pick } from '#platform/lists/pick.js';
import { CreateGroup } from '../commands/create-group.js';
import { DeleteGroup } from '../commands/delete-group.js';
import { UpdateGroup } from '../commands/update-group.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { GetGroup } from '../queries/get-group.js';
import { groupList, ListGroups } from '../queries/list-groups.js';
import { CreateGroupDto, GroupDto, UpdateGroupDto } from './group.dto.js';
import { GROUPS_PATH, presentGroup } from './present-group.js';

const GroupView = () => Permitted(identityPermissions['group.view']);
const GroupManage = () => Permitted(identityPermissions['group.manage']);

@ApiTags('groups')
@ApiBearerAuth()
@Controller(GROUPS_PATH)
export class GroupsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
  ) {}

  @Get()
  @ListParameters(groupList)
  @ApiOkResponse({ type: [GroupDto] })
  @GroupView()
  async list(@CurrentActor() actor: Actor, @ListOfRequest(groupList) request: ListRequest) {
    const page = await this.queries.execute(new ListGroups(actor, request));
    return Many.page(GROUPS_PATH, request, page, (group) => pick(presentGroup(actor, group), request.fields));
  }

  @Get(':id')
  @ApiOkResponse({ type: GroupDto })
  @GroupView()
  async get(@CurrentActor() actor: Actor, @Param('id', idOf('GROUP')) id: string) {
    return presentGroup(actor, await this.queries.execute(new GetGroup(actor, id)));
  }

  @Post()
  @ApiCreatedResponse({ type: GroupDto })
  @GroupManage()
  async create(@CurrentActor() actor: Actor, @Body() wanted: CreateGroupDto) {
    return presentGroup(actor, await this.commands.execute(new CreateGroup(actor, wanted)));
  }

  /** Other roles take effect at once, for everybody in it. */
  @Patch(':id')
  @ApiOkResponse({ type: GroupDto })
  @GroupManage()
  async update(@CurrentActor() actor: Actor, @Param('id', idOf('GROUP')) id: string, @Body() changes: UpdateGroupDto) {
    return presentGroup(actor, await this.commands.execute(new UpdateGroup(actor, id, changes)));
  }

  /** Answers with what it was. */
  @Delete(':id')
  @ApiOkResponse({ type: GroupDto })
  @GroupManage()
  async delete(@CurrentActor() actor: Actor, @Param('id', idOf('GROUP')) id: string) {
    return { ...presentGroup(actor, await this.commands.execute(new DeleteGroup(actor, id))), actions: [] };
  }

  @Get(':id/events')
  @TellsHistory()
  @GroupView()
  async events(
    @CurrentActor() actor: Actor,
    @Param('id', idOf('GROUP')) id: string,
    @HistoryOfRequest() request: ListRequest,
  ): Promise<Many> {
    await this.queries.execute(new GetGroup(actor, id));
    return this.history.of({ type: 'group', id }, `${GROUPS_PATH}/${id}/events`, request);
  }
}
