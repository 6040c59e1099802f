import { Args, Query, Resolver } from '@nestjs/graphql';
import { type Connection, toConnection } from '../graphql/connection-of.js';
import { ShortListArgs, shortListRequestOf } from '../graphql/short-list-args.js';
import { Permitted } from '../http/demands.js';
import { pageOfShortList } from '../lists/short-list.js';
import { platformPermissions } from '../permissions/platform-permissions.js';
import { ContractConnection, EventTypeConnection, TaskTypeConnection, WiringConnection } from './catalogue-type.js';
import { SystemCatalogue } from './system-catalogue.js';

/** The same catalogue as {@link SystemController}. */
@Resolver()
export class CatalogueResolver {
  constructor(private readonly catalogue: SystemCatalogue) {}

  @Query(() => WiringConnection, { description: 'Which event sets off which reactions.' })
  @Permitted(platformPermissions['catalogue.view'])
  wiring(@Args() args: ShortListArgs) {
    return page(this.catalogue.wiring(), args);
  }

  @Query(() => EventTypeConnection)
  @Permitted(platformPermissions['catalogue.view'])
  eventTypes(@Args() args: ShortListArgs) {
    return page(this.catalogue.eventTypes(), args);
  }

  @Query(() => TaskTypeConnection)
  @Permitted(platformPermissions['catalogue.view'])
  taskTypes(@Args() args: ShortListArgs) {
    return page(this.catalogue.taskTypes(), args);
  }

  @Query(() => ContractConnection, { description: 'What contexts ask of each other.' })
  @Permitted(platformPermissions['catalogue.view'])
  contracts(@Args() args: ShortListArgs) {
    const entries = this.catalogue.contracts().map(({ methods, ...contract }) => ({
      ...contract,
      methods: Object.entries(methods).map(([name, description]) => ({ name, description })),
    }));
    return page(entries, args);
  }
}

const page = <T>(entries: readonly T[], args: ShortListArgs): Connection<T> =>
  toConnection(pageOfShortList(entries, shortListRequestOf(args)));
