import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Int, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { ActionType } from '#platform/graphql/action-type.js';
import { type Connection, toConnection } from '#platform/graphql/connection-of.js';
import { EventType } from '#platform/graphql/event-type.js';
import { actorOf, type GraphqlContext } from '#platform/graphql/graphql-context.js';
import { ListArgs, listRequestOf } from '#platform/graphql/list-args.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { EndOtherSignIns } from '../commands/end-other-sign-ins.js';
import { EndSignIn } from '../commands/end-sign-in.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { GetSignIn } from '../queries/get-sign-in.js';
import { ListSignIns, signInList } from '../queries/list-sign-ins.js';
import { presentSignIn, signInActions } from './present-sign-in.js';
import { SignInConnection, SignInType } from './sign-in-type.js';

const SignInId = () => Args('id', { type: () => ID }, idOf('SIGN_IN'));
const SignInManage = () => Permitted(identityPermissions['sign_in.manage']);

/** The same commands and queries as {@link SignInsController}. */
@Resolver(() => SignInType)
export class SignInsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectEvents,
  ) {}

  @Query(() => SignInType, { nullable: true })
  @SignInManage()
  async signInSession(@CurrentActor() actor: Actor, @SignInId() id: string): Promise<SignInType> {
    return presentSignIn(actor, await this.queries.execute(new GetSignIn(actor, id)));
  }

  @Query(() => SignInConnection, { description: 'Where the caller is signed in, newest first.' })
  @SignInManage()
  async signInSessions(@CurrentActor() actor: Actor, @Args() page: ListArgs): Promise<Connection<SignInType>> {
    const found = await this.queries.execute(new ListSignIns(actor, listRequestOf(signInList, page)));
    return toConnection({ ...found, items: found.items.map((signIn) => presentSignIn(actor, signIn)) });
  }

  @Mutation(() => ID)
  @SignInManage()
  async endSignInSession(@CurrentActor() actor: Actor, @SignInId() id: string): Promise<string> {
    await this.commands.execute(new EndSignIn(actor, id));
    return id;
  }

  @Mutation(() => Int, { description: 'All but the one that asks. How many they were.' })
  @SignInManage()
  endOtherSignInSessions(@CurrentActor() actor: Actor): Promise<number> {
    return this.commands.execute(new EndOtherSignIns(actor));
  }

  @ResolveField(() => [EventType], { description: 'The history, newest first.' })
  events({ id }: SignInType, _args: unknown, request: GraphqlContext) {
    return this.history.of(request, { type: 'sign_in', id });
  }

  @ResolveField(() => [ActionType])
  actions(signIn: SignInType, _args: unknown, request: GraphqlContext) {
    return signInActions(actorOf(request), signIn);
  }
}
