import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { type Connection, toConnection } from '#platform/graphql/connection-of.js';
import { ListArgs, listRequestOf } from '#platform/graphql/list-args.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { ArchiveSite } from '../commands/archive-site.js';
import { CreateSite } from '../commands/create-site.js';
import { GrantSiteAccess } from '../commands/grant-site-access.js';
import { RevokeSiteAccess } from '../commands/revoke-site-access.js';
import { UpdateSite } from '../commands/update-site.js';
import { accountsPermissions } from '../contract/accounts-permissions.js';
import { GetSite } from '../queries/get-site.js';
import { ListSites, type SiteView, siteList } from '../queries/list-sites.js';
import { SiteConnection, SiteType } from './account-type.js';
import { CreateSiteDto, UpdateSiteDto } from './site.dto.js';

const SiteId = (name = 'id') => Args(name, { type: () => ID }, idOf('SITE'));
const UserId = () => Args('userId', { type: () => ID }, idOf('USER'));

/** The same commands and queries as {@link SitesController}. */
@Resolver(() => SiteType)
export class SitesResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => SiteType, { nullable: true })
  @Permitted(accountsPermissions['account.view'])
  site(@CurrentActor() actor: Actor, @SiteId() id: string): Promise<SiteView> {
    return this.queries.execute(new GetSite(actor, id));
  }

  @Query(() => SiteConnection, { description: 'Those that the caller may use.' })
  @Permitted(accountsPermissions['account.view'])
  async sites(@CurrentActor() actor: Actor, @Args() args: ListArgs): Promise<Connection<SiteView>> {
    return toConnection(await this.queries.execute(new ListSites(actor, listRequestOf(siteList, args))));
  }

  @Mutation(() => SiteType)
  @Permitted(accountsPermissions['account.manage'])
  async createSite(@CurrentActor() actor: Actor, @Args('input') input: CreateSiteDto): Promise<SiteView> {
    const { name, timeZone, address } = input;
    const site = { id: newId(), accountId: actor.accountId, name, timeZone, address: address ?? '' };
    await this.commands.execute(new CreateSite(site, actor));
    return this.site(actor, site.id);
  }

  @Mutation(() => SiteType)
  @Permitted(accountsPermissions['account.manage'])
  async updateSite(
    @CurrentActor() actor: Actor,
    @SiteId() id: string,
    @Args('input') input: UpdateSiteDto,
  ): Promise<SiteView> {
    await this.commands.execute(new UpdateSite(actor, id, input));
    return this.site(actor, id);
  }

  @Mutation(() => SiteType)
  @Permitted(accountsPermissions['account.manage'])
  async archiveSite(@CurrentActor() actor: Actor, @SiteId() id: string): Promise<SiteView> {
    await this.commands.execute(new ArchiveSite(actor, id, 'archived'));
    return this.site(actor, id);
  }

  @Mutation(() => SiteType)
  @Permitted(accountsPermissions['account.manage'])
  async restoreSite(@CurrentActor() actor: Actor, @SiteId() id: string): Promise<SiteView> {
    await this.commands.execute(new ArchiveSite(actor, id, 'open'));
    return this.site(actor, id);
  }

  @Mutation(() => Boolean)
  @Permitted(accountsPermissions['account.manage'])
  async grantSiteAccess(
    @CurrentActor() actor: Actor,
    @SiteId('siteId') siteId: string,
    @UserId() userId: string,
  ): Promise<boolean> {
    await this.commands.execute(new GrantSiteAccess(actor, siteId, userId));
    return true;
  }

  @Mutation(() => Boolean)
  @Permitted(accountsPermissions['account.manage'])
  async revokeSiteAccess(
    @CurrentActor() actor: Actor,
    @SiteId('siteId') siteId: string,
    @UserId() userId: string,
  ): Promise<boolean> {
    await this.commands.execute(new RevokeSiteAccess(actor, siteId, userId));
    return true;
  }
}
