import { QueryBus } from '@nestjs/cqrs';
import { ResolveField, Resolver } from '@nestjs/graphql';
import { ActionType } from '#platform/graphql/action-type.js';
import { BatchLoader } from '#platform/graphql/batch-loader.js';
import { EventType } from '#platform/graphql/event-type.js';
import { actorOf, type GraphqlContext } from '#platform/graphql/graphql-context.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import type { SectorView } from '../queries/list-sectors.js';
import type { SiteView } from '../queries/list-sites.js';
import { SectorsOfSites } from '../queries/sectors-of-sites.js';
import { siteActions } from './account-actions.js';
import { SectorType, SiteType } from './account-type.js';

/** What hangs on a site: one query for all sites of an answer. */
@Resolver(() => SiteType)
export class SiteFieldsResolver {
  readonly #sectors: BatchLoader<string, SectorView[]>;

  constructor(
    queries: QueryBus,
    private readonly history: ObjectEvents,
  ) {
    this.#sectors = new BatchLoader((siteIds) => queries.execute(new SectorsOfSites(siteIds)));
  }

  @ResolveField(() => [SectorType], { description: 'By name.' })
  async sectors({ id }: SiteView, _args: unknown, request: GraphqlContext) {
    return (await this.#sectors.load(request, id)) ?? [];
  }

  @ResolveField(() => [EventType], { description: 'The history, newest first.' })
  events({ id }: SiteView, _args: unknown, request: GraphqlContext) {
    return this.history.of(request, { type: 'site', id });
  }

  @ResolveField(() => [ActionType], { description: 'What the caller may do with the site now.' })
  actions(site: SiteView, _args: unknown, request: GraphqlContext) {
    return siteActions(actorOf(request), site);
  }
}
