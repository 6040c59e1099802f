import { ResolveField, Resolver } from '@nestjs/graphql';
import { AccessControl } from '#platform/access/access-control.js';
import { ActionType } from '#platform/graphql/action-type.js';
import { BatchLoader } from '#platform/graphql/batch-loader.js';
import { EventType } from '#platform/graphql/event-type.js';
import { actorOf, type GraphqlContext } from '#platform/graphql/graphql-context.js';
import { HeldPermissions } from '#platform/graphql/held-permissions.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { UserType } from '../contract/index.js';
import { type Held, maySee } from '../model/user.policy.js';
import { USER_PERMISSIONS } from '../model/user-object.js';
import { type UserNeeds, UserStandings } from '../queries/user-standings.js';
import { actionsOn } from './present-user.js';

const HELP = identityPermissions['user.help'].name;

/** What hangs on a user, also on one who appears within something else, where the caller may see less of them. */
@Resolver(() => UserType)
export class UserFieldsResolver {
  readonly #permitted: HeldPermissions;
  /** By request, of which each has one caller. */
  readonly #needs = new WeakMap<object, BatchLoader<UserType, UserNeeds>>();

  constructor(
    private readonly history: ObjectEvents,
    private readonly standings: UserStandings,
    access: AccessControl,
  ) {
    this.#permitted = new HeldPermissions(access, 'user', USER_PERMISSIONS);
  }

  @ResolveField(() => [EventType], {
    nullable: true,
    description: 'The history, newest first; null where the caller sees no more of the user than this.',
  })
  async events({ id }: UserType, _args: unknown, request: GraphqlContext) {
    const held = await this.#permitted.on(request, id);
    return maySee(actorOf(request), id, held) ? this.history.of(request, { type: 'user', id }) : null;
  }

  @ResolveField(() => [ActionType], { description: 'What the caller may do with the user now.' })
  async actions(user: UserType, _args: unknown, request: GraphqlContext) {
    const held = await this.#permitted.on(request, user.id);
    return actionsOn(user, actorOf(request), held, await this.#needsOf(user, request, held));
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Until then, signing in fails after too many failures; null when it does not, and for who may not unlock.',
  })
  async lockedUntil(user: UserType, _args: unknown, request: GraphqlContext): Promise<Date | null> {
    return (await this.#needsFor(user, request))?.lockedUntil ?? null;
  }

  @ResolveField(() => Boolean, {
    nullable: true,
    description: 'Whether there is one; null for who may not take it away.',
  })
  async secondFactor(user: UserType, _args: unknown, request: GraphqlContext): Promise<boolean | null> {
    return (await this.#needsFor(user, request))?.secondFactor ?? null;
  }

  async #needsFor(user: UserType, request: GraphqlContext): Promise<UserNeeds | undefined> {
    return this.#needsOf(user, request, await this.#permitted.on(request, user.id));
  }

  async #needsOf(user: UserType, request: GraphqlContext, held: Held): Promise<UserNeeds | undefined> {
    if (!held.has(HELP)) return undefined;
    return (await this.#loaderOf(request).load(request, user)) ?? undefined;
  }

  #loaderOf(request: GraphqlContext): BatchLoader<UserType, UserNeeds> {
    let loader = this.#needs.get(request);
    if (!loader) {
      loader = new BatchLoader(async (users) => {
        const needs = await this.standings.needsOf(actorOf(request), users);
        return new Map(users.flatMap((user) => (needs.has(user.id) ? [[user, needs.get(user.id) as UserNeeds]] : [])));
      });
      this.#needs.set(request, loader);
    }
    return loader;
  }
}
