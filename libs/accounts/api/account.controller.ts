import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Many, pick } from '#platform/http/envelope.js';
import { EventDto } from '#platform/http/event.dto.js';
import type { ListRequest } from '#platform/http/list-definition.js';
import { ListParameters } from '#platform/http/list-documentation.js';
import { ListOfRequest } from '#platform/http/list-request.js';
import { ObjectHistory } from '#platform/http/object-history.js';
import { Permitted } from '#platform/http/permissions.js';
import { idOf } from '#platform/http/validation.js';
import { accountsPermissions } from '../model/accounts-permissions.js';
import { GetAccount } from '../queries/get-account.js';
import { GetSite } from '../queries/get-site.js';
import { ListSectors, sectorList } from '../queries/list-sectors.js';
import { ListSites, siteList } from '../queries/list-sites.js';
import { AccountDto, SectorDto, SiteDto } from './account.dto.js';
import { ACCOUNT_PATH, accountActions, siteActions } from './account-actions.js';

@ApiTags('account')
@ApiBearerAuth()
@Controller(ACCOUNT_PATH)
export class AccountController {
  constructor(
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
  ) {}

  /** The account that the caller belongs to. */
  @Get()
  @Permitted(accountsPermissions['account.view'])
  @ApiOkResponse({ type: AccountDto })
  async account(@CurrentActor() actor: Actor) {
    const account = await this.queries.execute(new GetAccount(actor));
    return { ...account, actions: accountActions() };
  }

  @Get('sites')
  @ListParameters(siteList)
  @Permitted(accountsPermissions['account.view'])
  @ApiOkResponse({ type: [SiteDto] })
  async sites(@ListOfRequest(siteList) request: ListRequest) {
    const page = await this.queries.execute(new ListSites(request));
    return Many.page(`${ACCOUNT_PATH}/sites`, request, page, (site) =>
      pick({ ...site, actions: siteActions(site.id) }, request.fields),
    );
  }

  @Get('sites/:id')
  @Permitted(accountsPermissions['account.view'])
  @ApiOkResponse({ type: SiteDto })
  async site(@Param('id', idOf('SITE')) siteId: string) {
    return { ...(await this.queries.execute(new GetSite(siteId))), actions: siteActions(siteId) };
  }

  @Get('sites/:id/sectors')
  @ListParameters(sectorList)
  @Permitted(accountsPermissions['account.view'])
  @ApiOkResponse({ type: [SectorDto] })
  async sectors(@Param('id', idOf('SITE')) siteId: string, @ListOfRequest(sectorList) request: ListRequest) {
    const page = await this.queries.execute(new ListSectors(siteId, request));
    const path = `${ACCOUNT_PATH}/sites/${siteId}/sectors`;
    return Many.page(path, request, page, (sector) => pick({ ...sector, actions: [] }, request.fields));
  }

  @Get('events')
  @ApiOkResponse({ type: [EventDto] })
  @Permitted(accountsPermissions['account.view'])
  events(@CurrentActor() { accountId }: Actor): Promise<Many> {
    return this.history.of({ type: 'account', id: accountId });
  }

  @Get('sites/:id/events')
  @ApiOkResponse({ type: [EventDto] })
  @Permitted(accountsPermissions['account.view'])
  async siteEvents(@Param('id', idOf('SITE')) siteId: string): Promise<Many> {
    await this.queries.execute(new GetSite(siteId));
    return this.history.of({ type: 'site', id: siteId });
  }
}
