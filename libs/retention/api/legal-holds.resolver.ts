import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { type Connection, toConnection } from '#platform/graphql/connection-of.js';
import { EventType } from '#platform/graphql/event-type.js';
import type { GraphqlContext } from '#platform/graphql/graphql-context.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { LiftLegalHold } from '../commands/lift-legal-hold.js';
import { PlaceLegalHold } from '../commands/place-legal-hold.js';
import { retentionPermissions } from '../contract/retention-permissions.js';
import { holdView, type LegalHoldView, listedHold } from '../model/legal-hold-view.js';
import { GetLegalHold } from '../queries/get-legal-hold.js';
import { ListLegalHolds } from '../queries/list-legal-holds.js';
import { PlaceLegalHoldDto } from './legal-hold.dto.js';
import {
  LEGAL_HOLD_FIELDS,
  LegalHoldConnection,
  LegalHoldsArgs,
  LegalHoldType,
  legalHoldFilter,
} from './legal-hold-type.js';

const HoldId = () => Args('id', { type: () => ID }, idOf('LEGAL_HOLD'));

/** The same commands and queries as {@link LegalHoldsController}. */
@Resolver(() => LegalHoldType)
export class LegalHoldsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectEvents,
  ) {}

  @Query(() => LegalHoldType, { nullable: true })
  @Permitted(retentionPermissions['legal-hold.manage'])
  async legalHold(@CurrentActor() actor: Actor, @HoldId() id: string): Promise<LegalHoldView> {
    return holdView(actor, await this.queries.execute(new GetLegalHold(actor, id)));
  }

  @Query(() => LegalHoldConnection)
  @Permitted(retentionPermissions['legal-hold.manage'])
  async legalHolds(
    @CurrentActor() actor: Actor,
    @Args({ type: () => LegalHoldsArgs }) args: Readonly<LegalHoldsArgs>,
  ): Promise<Connection<Partial<LegalHoldView>>> {
    const request = legalHoldFilter.request(args, LEGAL_HOLD_FIELDS);
    const page = await this.queries.execute(new ListLegalHolds(actor, request));
    return toConnection({ ...page, items: page.items.map((hold) => listedHold(actor, hold)) });
  }

  @Mutation(() => LegalHoldType)
  @Permitted(retentionPermissions['legal-hold.manage'])
  async placeLegalHold(@CurrentActor() actor: Actor, @Args('input') input: PlaceLegalHoldDto): Promise<LegalHoldView> {
    const object = { type: input.objectType, id: input.objectId };
    return holdView(actor, await this.commands.execute(new PlaceLegalHold(actor, object, input.reason)));
  }

  @Mutation(() => LegalHoldType, { description: 'It stays on record as lifted.' })
  @Permitted(retentionPermissions['legal-hold.manage'])
  async liftLegalHold(@CurrentActor() actor: Actor, @HoldId() id: string): Promise<LegalHoldView> {
    return holdView(actor, await this.commands.execute(new LiftLegalHold(actor, id)));
  }

  @ResolveField(() => [EventType], { description: 'The history, newest first.' })
  events(@Parent() { id }: LegalHoldView, @Context() request: GraphqlContext) {
    return this.history.of(request, { type: 'legal_hold', id });
  }
}
