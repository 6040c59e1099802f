import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Int, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { ActionType } from '#platform/graphql/action-type.js';
import { type Connection, toConnection } from '#platform/graphql/connection-of.js';
import { ListArgs, listRequestOf } from '#platform/graphql/list-args.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/permissions.js';
import { idOf } from '#platform/http/validation.js';
import { EndOtherSignIns } from '../commands/end-other-sign-ins.js';
import { EndSignIn } from '../commands/end-sign-in.js';
import { identityPermissions } from '../model/identity-permissions.js';
import { ListSignIns, signInList } from '../queries/list-sign-ins.js';
import { presentSignIn, signInActions } from './present-sign-in.js';
import { SignInConnection, SignInType } from './sign-in-type.js';

const SignInManage = () => Permitted(identityPermissions['sign_in.manage']);

/** The same commands and queries as {@link SignInsController}. */
@Resolver(() => SignInType)
export class SignInsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => SignInConnection, { description: 'Where the caller is signed in, newest first.' })
  @SignInManage()
  async signInSessions(@CurrentActor() actor: Actor, @Args() page: ListArgs): Promise<Connection<SignInType>> {
    const found = await this.queries.execute(new ListSignIns(actor, listRequestOf(signInList, page)));
    return toConnection({ ...found, items: found.items.map((signIn) => presentSignIn(actor, signIn)) });
  }

  @Mutation(() => ID)
  @SignInManage()
  async endSignInSession(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID }, idOf('SIGN_IN')) id: string,
  ): Promise<string> {
    await this.commands.execute(new EndSignIn(actor, id));
    return id;
  }

  @Mutation(() => Int, { description: 'All but the one that asks. How many they were.' })
  @SignInManage()
  endOtherSignInSessions(@CurrentActor() actor: Actor): Promise<number> {
    return this.commands.execute(new EndOtherSignIns(actor));
  }

  @ResolveField(() => [ActionType])
  actions(signIn: SignInType) {
    return signInActions(signIn);
  }
}
