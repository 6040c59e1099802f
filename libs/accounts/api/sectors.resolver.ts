import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { ActionType } from '#platform/graphql/action-type.js';
import { EventType } from '#platform/graphql/event-type.js';
import { actorOf, type GraphqlContext } from '#platform/graphql/graphql-context.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { CreateSector } from '../commands/create-sector.js';
import { UpdateSector } from '../commands/update-sector.js';
import { accountsPermissions } from '../contract/accounts-permissions.js';
import { GetSector } from '../queries/get-sector.js';
import type { SectorView } from '../queries/list-sectors.js';
import { sectorActions } from './account-actions.js';
import { SectorType } from './account-type.js';
import { NameSectorDto } from './site.dto.js';

const SectorId = () => Args('id', { type: () => ID }, idOf('SECTOR'));

/** The same commands and queries as {@link SectorsController}. */
@Resolver(() => SectorType)
export class SectorsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectEvents,
  ) {}

  @Query(() => SectorType, { nullable: true })
  @Permitted(accountsPermissions['account.view'])
  sector(@CurrentActor() actor: Actor, @SectorId() id: string): Promise<SectorView> {
    return this.queries.execute(new GetSector(actor, { sectorId: id }));
  }

  @Mutation(() => SectorType)
  @Permitted(accountsPermissions['account.manage'])
  async createSector(
    @CurrentActor() actor: Actor,
    @Args('siteId', { type: () => ID }, idOf('SITE')) siteId: string,
    @Args('input') { name }: NameSectorDto,
  ): Promise<SectorView> {
    const id = newId();
    await this.commands.execute(new CreateSector({ id, accountId: actor.accountId, siteId, name }, actor));
    return this.sector(actor, id);
  }

  @Mutation(() => SectorType)
  @Permitted(accountsPermissions['account.manage'])
  async updateSector(
    @CurrentActor() actor: Actor,
    @SectorId() id: string,
    @Args('input') { name }: NameSectorDto,
  ): Promise<SectorView> {
    await this.commands.execute(new UpdateSector(actor, { sectorId: id }, { name }));
    return this.sector(actor, id);
  }

  @Mutation(() => SectorType)
  @Permitted(accountsPermissions['account.manage'])
  async archiveSector(@CurrentActor() actor: Actor, @SectorId() id: string): Promise<SectorView> {
    await this.commands.execute(new UpdateSector(actor, { sectorId: id }, { status: 'archived' }));
    return this.sector(actor, id);
  }

  @Mutation(() => SectorType)
  @Permitted(accountsPermissions['account.manage'])
  async restoreSector(@CurrentActor() actor: Actor, @SectorId() id: string): Promise<SectorView> {
    await this.commands.execute(new UpdateSector(actor, { sectorId: id }, { status: 'open' }));
    return this.sector(actor, id);
  }

  @ResolveField(() => [EventType], { description: 'The history, newest first.' })
  events({ id }: SectorView, _args: unknown, request: GraphqlContext) {
    return this.history.of(request, { type: 'sector', id });
  }

  @ResolveField(() => [ActionType], { description: 'What the caller may do with the sector now.' })
  actions(sector: SectorView, _args: unknown, request: GraphqlContext) {
    return sectorActions(actorOf(request), sector);
  }
}
