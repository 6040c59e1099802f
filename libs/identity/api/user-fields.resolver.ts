import { ResolveField, Resolver } from '@nestjs/graphql';
import { ActionType } from '#platform/graphql/action-type.js';
import { EventType } from '#platform/graphql/event-type.js';
import { actorOf, type GraphqlContext } from '#platform/graphql/graphql-context.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import { UserType } from '../contract/index.js';
import { mayView } from '../model/user.policy.js';
import { actionsOn } from './present-user.js';

/** What hangs on a user, also on one who appears within something else, where the caller may see less of them. */
@Resolver(() => UserType)
export class UserFieldsResolver {
  constructor(private readonly history: ObjectEvents) {}

  @ResolveField(() => [EventType], {
    nullable: true,
    description: 'The history, oldest first; null where the caller sees no more of the user than this.',
  })
  events({ id }: UserType, _args: unknown, request: GraphqlContext) {
    return mayView(actorOf(request), id) ? this.history.of(request, { type: 'user', id }) : null;
  }

  @ResolveField(() => [ActionType], { description: 'What the caller may do with the user now.' })
  actions(user: UserType, _args: unknown, request: GraphqlContext) {
    return actionsOn(user, actorOf(request));
  }
}
