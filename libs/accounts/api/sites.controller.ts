import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { Many } from '#platform/http/envelope.js';
import { HistoryOfRequest, ObjectHistory, TellsHistory } from '#platform/http/object-history.js';
import { idOf } from '#platform/http/validation.js';
import type { ListRequest } from '#platform/lists/list-definition.js';
import { ListParameters } from '#platform/lists/list-documentation.js';
import { ListOfRequest } from '#platform/lists/list-request.js';
import { pick } from '#platform/lists/pick.js';
import { ArchiveSite } from '../commands/archive-site.js';
import { CreateSite } from '../commands/create-site.js';
import { GrantSiteAccess } from '../commands/grant-site-access.js';
import { RevokeSiteAccess } from '../commands/revoke-site-access.js';
import { UpdateSite } from '../commands/update-site.js';
import { accountsPermissions } from '../contract/accounts-permissions.js';
import { GetSite } from '../queries/get-site.js';
import { ListSites, siteList } from '../queries/list-sites.js';
import { ACCOUNT_PATH, siteAccessActions, siteActions } from './account-actions.js';
import { CreateSiteDto, GrantSiteAccessDto, NothingDto, SiteAccessDto, SiteDto, UpdateSiteDto } from './site.dto.js';

const SITES_PATH = `${ACCOUNT_PATH}/sites`;
const SiteId = () => Param('id', idOf('SITE'));

@ApiTags('account')
@ApiBearerAuth()
@Controller(SITES_PATH)
export class SitesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
  ) {}

  /** Those that the caller may use. */
  @Get()
  @ListParameters(siteList)
  @Permitted(accountsPermissions['account.view'])
  @ApiOkResponse({ type: [SiteDto] })
  async sites(@CurrentActor() actor: Actor, @ListOfRequest(siteList) request: ListRequest) {
    const page = await this.queries.execute(new ListSites(actor, request));
    return Many.page(SITES_PATH, request, page, (site) => {
      const asked = !request.fields || request.fields.includes('actions');
      return pick(asked ? { ...site, actions: siteActions(actor, site) } : site, request.fields);
    });
  }

  @Post()
  @Permitted(accountsPermissions['account.manage'])
  @ApiCreatedResponse({ type: SiteDto })
  async create(@CurrentActor() actor: Actor, @Body() { name, timeZone, address = '' }: CreateSiteDto) {
    const id = newId();
    await this.commands.execute(new CreateSite({ id, accountId: actor.accountId, name, timeZone, address }, actor));
    return this.#present(actor, id);
  }

  @Get(':id')
  @Permitted(accountsPermissions['account.view'])
  @ApiOkResponse({ type: SiteDto })
  site(@CurrentActor() actor: Actor, @SiteId() id: string) {
    return this.#present(actor, id);
  }

  @Patch(':id')
  @Permitted(accountsPermissions['account.manage'])
  @ApiOkResponse({ type: SiteDto })
  async update(@CurrentActor() actor: Actor, @SiteId() id: string, @Body() changes: UpdateSiteDto) {
    await this.commands.execute(new UpdateSite(actor, id, changes));
    return this.#present(actor, id);
  }

  /** From then on it takes no bookings. */
  @Post(':id/archive')
  @HttpCode(200)
  @Permitted(accountsPermissions['account.manage'])
  @ApiOkResponse({ type: SiteDto })
  async archive(@CurrentActor() actor: Actor, @SiteId() id: string, @Body() _body?: NothingDto) {
    await this.commands.execute(new ArchiveSite(actor, id, 'archived'));
    return this.#present(actor, id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @Permitted(accountsPermissions['account.manage'])
  @ApiOkResponse({ type: SiteDto })
  async restore(@CurrentActor() actor: Actor, @SiteId() id: string, @Body() _body?: NothingDto) {
    await this.commands.execute(new ArchiveSite(actor, id, 'open'));
    return this.#present(actor, id);
  }

  @Get(':id/events')
  @TellsHistory()
  @Permitted(accountsPermissions['account.view'])
  async events(
    @CurrentActor() actor: Actor,
    @SiteId() id: string,
    @HistoryOfRequest() request: ListRequest,
  ): Promise<Many> {
    await this.queries.execute(new GetSite(actor, id));
    return this.history.of({ type: 'site', id }, `${SITES_PATH}/${id}/events`, request);
  }

  /** Lists a user for the site. Who is listed is told by `/api/v1/access/grants?objectType=site&objectId=…`. */
  @Put(':id/access/:userId')
  @Permitted(accountsPermissions['account.manage'])
  @ApiOkResponse({ type: SiteAccessDto })
  async grantAccess(
    @CurrentActor() actor: Actor,
    @SiteId() siteId: string,
    @Param('userId', idOf('USER')) userId: string,
    @Body() _body?: NothingDto,
  ) {
    await this.commands.execute(new GrantSiteAccess(actor, siteId, userId));
    return { siteId, userId, actions: siteAccessActions(siteId, userId, true) };
  }

  /** The same with the user in the body, for who is offered it as an action of the site. */
  @Post(':id/access')
  @HttpCode(200)
  @Permitted(accountsPermissions['account.manage'])
  @ApiOkResponse({ type: SiteAccessDto })
  grantAccessTo(@CurrentActor() actor: Actor, @SiteId() siteId: string, @Body() { userId }: GrantSiteAccessDto) {
    return this.grantAccess(actor, siteId, userId);
  }

  @Delete(':id/access/:userId')
  @Permitted(accountsPermissions['account.manage'])
  @ApiOkResponse({ type: SiteAccessDto })
  async revokeAccess(
    @CurrentActor() actor: Actor,
    @SiteId() siteId: string,
    @Param('userId', idOf('USER')) userId: string,
  ) {
    await this.commands.execute(new RevokeSiteAccess(actor, siteId, userId));
    return { siteId, userId, actions: siteAccessActions(siteId, userId, false) };
  }

  async #present(actor: Actor, id: string) {
    const site = await this.queries.execute(new GetSite(actor, id));
    return { ...site, actions: siteActions(actor, site) };
  }
}
