import { Body, Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
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
import { CreateSector } from '../commands/create-sector.js';
import { UpdateSector } from '../commands/update-sector.js';
import { accountsPermissions } from '../contract/accounts-permissions.js';
import { GetSector } from '../queries/get-sector.js';
import { ListSectors, sectorList } from '../queries/list-sectors.js';
import { ACCOUNT_PATH, sectorActions } from './account-actions.js';
import { NameSectorDto, NothingDto, SectorDto } from './site.dto.js';

const SiteId = () => Param('siteId', idOf('SITE'));
const SectorId = () => Param('id', idOf('SECTOR'));

@ApiTags('account')
@ApiBearerAuth()
@Controller(`${ACCOUNT_PATH}/sites/:siteId/sectors`)
export class SectorsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
  ) {}

  @Get()
  @ListParameters(sectorList)
  @Permitted(accountsPermissions['account.view'])
  @ApiOkResponse({ type: [SectorDto] })
  async sectors(
    @CurrentActor() actor: Actor,
    @SiteId() siteId: string,
    @ListOfRequest(sectorList) request: ListRequest,
  ) {
    const page = await this.queries.execute(new ListSectors(actor, siteId, request));
    const path = `${ACCOUNT_PATH}/sites/${siteId}/sectors`;
    return Many.page(path, request, page, (sector) => {
      const asked = !request.fields || request.fields.includes('actions');
      return pick(asked ? { ...sector, actions: sectorActions(actor, sector) } : sector, request.fields);
    });
  }

  @Post()
  @Permitted(accountsPermissions['account.manage'])
  @ApiCreatedResponse({ type: SectorDto })
  async create(@CurrentActor() actor: Actor, @SiteId() siteId: string, @Body() { name }: NameSectorDto) {
    const id = newId();
    await this.commands.execute(new CreateSector({ id, accountId: actor.accountId, siteId, name }, actor));
    return this.#present(actor, siteId, id);
  }

  @Get(':id')
  @Permitted(accountsPermissions['account.view'])
  @ApiOkResponse({ type: SectorDto })
  sector(@CurrentActor() actor: Actor, @SiteId() siteId: string, @SectorId() id: string) {
    return this.#present(actor, siteId, id);
  }

  @Patch(':id')
  @Permitted(accountsPermissions['account.manage'])
  @ApiOkResponse({ type: SectorDto })
  async update(
    @CurrentActor() actor: Actor,
    @SiteId() siteId: string,
    @SectorId() id: string,
    @Body() { name }: NameSectorDto,
  ) {
    await this.commands.execute(new UpdateSector(actor, { siteId, sectorId: id }, { name }));
    return this.#present(actor, siteId, id);
  }

  @Post(':id/archive')
  @HttpCode(200)
  @Permitted(accountsPermissions['account.manage'])
  @ApiOkResponse({ type: SectorDto })
  async archive(
    @CurrentActor() actor: Actor,
    @SiteId() siteId: string,
    @SectorId() id: string,
    @Body() _body?: NothingDto,
  ) {
    await this.commands.execute(new UpdateSector(actor, { siteId, sectorId: id }, { status: 'archived' }));
    return this.#present(actor, siteId, id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @Permitted(accountsPermissions['account.manage'])
  @ApiOkResponse({ type: SectorDto })
  async restore(
    @CurrentActor() actor: Actor,
    @SiteId() siteId: string,
    @SectorId() id: string,
    @Body() _body?: NothingDto,
  ) {
    await this.commands.execute(new UpdateSector(actor, { siteId, sectorId: id }, { status: 'open' }));
    return this.#present(actor, siteId, id);
  }

  @Get(':id/events')
  @TellsHistory()
  @Permitted(accountsPermissions['account.view'])
  async events(
    @CurrentActor() actor: Actor,
    @SiteId() siteId: string,
    @SectorId() id: string,
    @HistoryOfRequest() request: ListRequest,
  ): Promise<Many> {
    await this.queries.execute(new GetSector(actor, { siteId, sectorId: id }));
    return this.history.of({ type: 'sector', id }, `${ACCOUNT_PATH}/sites/${siteId}/sectors/${id}/events`, request);
  }

  async #present(actor: Actor, siteId: string, sectorId: string) {
    const sector = await this.queries.execute(new GetSector(actor, { siteId, sectorId }));
    return { ...sector, actions: sectorActions(actor, sector) };
  }
}
