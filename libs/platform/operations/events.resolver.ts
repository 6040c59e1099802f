import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '../context/actor.js';
import type { EventEnvelope } from '../events/event-envelope.js';
import { type Connection, toConnection } from '../graphql/connection-of.js';
import { EventType } from '../graphql/event-type.js';
import { CurrentActor } from '../http/current-actor.js';
import { SignedIn } from '../http/demands.js';
import { AuditTrail } from './audit-trail.js';
import { EventConnection, EventsArgs, eventFilter } from './event-filter-type.js';

/** The same trail as {@link EventsController}. */
@Resolver(() => EventType)
export class EventsResolver {
  constructor(private readonly trail: AuditTrail) {}

  @Query(() => EventConnection, {
    description:
      'The history of the account, newest first. Who may not view all of it asks for one object that they see, or for themselves as actor.',
  })
  @SignedIn()
  async events(
    @CurrentActor() actor: Actor,
    @Args({ type: () => EventsArgs }) args: Readonly<EventsArgs>,
  ): Promise<Connection<Partial<EventEnvelope>>> {
    return toConnection(await this.trail.page(actor, eventFilter.request(args)));
  }
}
