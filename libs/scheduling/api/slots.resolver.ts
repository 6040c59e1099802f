import { QueryBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';
import type { Interval } from '../model/interval.js';
import { FindFreeSlots } from '../queries/find-free-slots.js';
import { SlotsArgs, SlotType } from './slots-type.js';

/** The same query as {@link SlotsController}. */
@Resolver(() => SlotType)
export class SlotsResolver {
  constructor(private readonly queries: QueryBus) {}

  @Query(() => [SlotType], { nullable: true, description: 'When the therapist is free at the site, earliest first.' })
  @Permitted(schedulingPermissions['slot.view'])
  slots(@CurrentActor() actor: Actor, @Args() { from, to, ...search }: SlotsArgs): Promise<Interval[]> {
    return this.queries.execute(new FindFreeSlots(actor, { ...search, from: new Date(from), to: new Date(to) }));
  }
}
