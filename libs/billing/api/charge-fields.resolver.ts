import { ResolveField, Resolver } from '@nestjs/graphql';
import { ActionType } from '#platform/graphql/action-type.js';
import { EventType } from '#platform/graphql/event-type.js';
import type { GraphqlContext } from '#platform/graphql/graphql-context.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import type { Charge } from '../contract/charge-directory.js';
import { ChargeType } from '../contract/charge-type.js';
import { chargeActions } from '../model/charge-view.js';

/** What hangs on a charge, also on one that appears on a session. */
@Resolver(() => ChargeType)
export class ChargeFieldsResolver {
  constructor(private readonly history: ObjectEvents) {}

  @ResolveField(() => [EventType], { description: 'The history, newest first.' })
  events({ id }: Charge, _args: unknown, request: GraphqlContext) {
    return this.history.of(request, { type: 'charge', id });
  }

  @ResolveField(() => [ActionType], { description: 'What the caller may do with the charge now.' })
  actions(charge: Charge) {
    return chargeActions(charge);
  }
}
