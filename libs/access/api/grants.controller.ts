import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { grantList } from '#platform/access/grant-list.js';
import { accessPermissions } from '#platform/access/grant-permissions.js';
import type { Grant } from '#platform/access/object-grants.js';
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
import { isPermitted } from '#platform/permissions/permission.js';
import { VisibilityRegistry } from '#platform/visibility/object-visibility.js';
import { GrantAccess } from '../commands/grant-access.js';
import { RevokeAccess } from '../commands/revoke-access.js';
import { GRANTS_PATH, grantActions } from '../model/grant-view.js';
import { GetGrant } from '../queries/get-grant.js';
import { ListGrants } from '../queries/list-grants.js';
import { GrantDto, NewGrantDto } from './grant.dto.js';

const GrantId = () => Param('id', idOf('GRANT'));

/** Who was granted what on single objects. */
@ApiTags('access')
@ApiBearerAuth()
@Controller(GRANTS_PATH)
export class GrantsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
    private readonly visibilities: VisibilityRegistry,
  ) {}

  @Get()
  @ListParameters(grantList)
  @ApiOkResponse({ type: [GrantDto] })
  @Permitted(accessPermissions['grant.view'])
  async list(@CurrentActor() actor: Actor, @ListOfRequest(grantList) request: ListRequest) {
    const page = await this.queries.execute(new ListGrants(actor, request));
    return Many.page(GRANTS_PATH, request, page, (grant) => pick(present(actor, grant), request.fields));
  }

  @Get(':id')
  @ApiOkResponse({ type: GrantDto })
  @Permitted(accessPermissions['grant.view'])
  async get(@CurrentActor() actor: Actor, @GrantId() id: string) {
    return present(actor, await this.queries.execute(new GetGrant(actor, id)));
  }

  /** Nobody grants what they do not have on the object themselves. The same again changes nothing. */
  @Post()
  @ApiCreatedResponse({ type: GrantDto })
  @Permitted(accessPermissions['grant.manage'])
  async grant(@CurrentActor() actor: Actor, @Body() wanted: NewGrantDto) {
    return present(actor, await this.commands.execute(new GrantAccess(actor, wanted)));
  }

  /** Answers with what it was. */
  @Delete(':id')
  @ApiOkResponse({ type: GrantDto })
  @Permitted(accessPermissions['grant.manage'])
  async revoke(@CurrentActor() actor: Actor, @GrantId() id: string) {
    return { ...(await this.commands.execute(new RevokeAccess(actor, id))), actions: [] };
  }

  /** The history of the object that it is a grant on: for those who see the object, not for an API key that is for other things. */
  @Get(':id/events')
  @TellsHistory()
  @Permitted(accessPermissions['grant.view'])
  async events(
    @CurrentActor() actor: Actor,
    @GrantId() id: string,
    @HistoryOfRequest() request: ListRequest,
  ): Promise<Many> {
    const { objectType, objectId } = await this.queries.execute(new GetGrant(actor, id));
    const object = { type: objectType, id: objectId };
    await this.visibilities.requireVisible(actor, object);
    return this.history.of(object, `${GRANTS_PATH}/${id}/events`, request);
  }
}

const present = (actor: Actor, grant: Grant) => ({
  ...grant,
  actions: grantActions(grant.id, isPermitted(actor, accessPermissions['grant.manage'])),
});
