import { QueryBus } from '@nestjs/cqrs';
import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { type Connection, toConnection } from '#platform/graphql/connection-of.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { billingPermissions } from '../contract/billing-permissions.js';
import type { Charge } from '../contract/charge-directory.js';
import { ChargeType } from '../contract/charge-type.js';
import { asCharge } from '../model/charge-view.js';
import { GetCharge } from '../queries/get-charge.js';
import { ListCharges } from '../queries/list-charges.js';
import { ChargeConnection, ChargesArgs, chargeFilter } from './charge-filter-type.js';

/** The same queries as {@link ChargesController}. */
@Resolver(() => ChargeType)
export class ChargesResolver {
  constructor(private readonly queries: QueryBus) {}

  @Query(() => ChargeType, { nullable: true })
  @Permitted(billingPermissions['charge.view'])
  async charge(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID }, idOf('CHARGE')) id: string,
  ): Promise<Charge> {
    return asCharge(await this.queries.execute(new GetCharge(actor, id)));
  }

  @Query(() => ChargeConnection, { description: 'Newest first.' })
  @Permitted(billingPermissions['charge.view'])
  async charges(
    @CurrentActor() actor: Actor,
    @Args({ type: () => ChargesArgs }) args: Readonly<ChargesArgs>,
  ): Promise<Connection<Charge>> {
    const { items, ...page } = await this.queries.execute(new ListCharges(actor, chargeFilter.request(args)));
    return toConnection({ ...page, items: items.map(asCharge) });
  }
}
