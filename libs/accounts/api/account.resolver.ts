import { QueryBus } from '@nestjs/cqrs';
import { Args, ID, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { ActionType } from '#platform/graphql/action-type.js';
import { type Connection, toConnection } from '#platform/graphql/connection-of.js';
import { EventType } from '#platform/graphql/event-type.js';
import type { GraphqlContext } from '#platform/graphql/graphql-context.js';
import { ListArgs, listRequestOf } from '#platform/graphql/list-args.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/permissions.js';
import { idOf } from '#platform/http/validation.js';
import { accountsPermissions } from '../model/accounts-permissions.js';
import { type AccountView, GetAccount } from '../queries/get-account.js';
import { GetSite } from '../queries/get-site.js';
import { ListSites, type SiteView, siteList } from '../queries/list-sites.js';
import { accountActions } from './account-actions.js';
import { AccountType, SiteConnection, SiteType } from './account-type.js';

/** The same queries as {@link AccountController}. */
@Resolver(() => AccountType)
export class AccountResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly history: ObjectEvents,
  ) {}

  @Query(() => AccountType, { description: 'The account that the caller belongs to.' })
  @Permitted(accountsPermissions['account.view'])
  account(@CurrentActor() actor: Actor): Promise<AccountView> {
    return this.queries.execute(new GetAccount(actor));
  }

  @Query(() => SiteType, { nullable: true })
  @Permitted(accountsPermissions['account.view'])
  site(@Args('id', { type: () => ID }, idOf('SITE')) id: string): Promise<SiteView> {
    return this.queries.execute(new GetSite(id));
  }

  @Query(() => SiteConnection)
  @Permitted(accountsPermissions['account.view'])
  async sites(@Args() args: ListArgs): Promise<Connection<SiteView>> {
    return toConnection(await this.queries.execute(new ListSites(listRequestOf(siteList, args))));
  }

  @ResolveField(() => [EventType], { description: 'The history, oldest first.' })
  events({ id }: AccountView, _args: unknown, request: GraphqlContext) {
    return this.history.of(request, { type: 'account', id });
  }

  @ResolveField(() => [ActionType], { description: 'What the caller may do with the account now.' })
  actions() {
    return accountActions();
  }
}
