import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { PermissionCatalogue } from '#platform/access/permission-catalogue.js';
import type { Actor } from '#platform/context/actor.js';
import { PermissionDeniedError } from '#platform/errors/application-error.js';
import { ActionType } from '#platform/graphql/action-type.js';
import { EventType } from '#platform/graphql/event-type.js';
import { actorOf, type GraphqlContext } from '#platform/graphql/graphql-context.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { OpenDespite } from '#platform/http/open-despite.js';
import { isPermitted } from '#platform/permissions/permission.js';
import { ChoosePlan } from '../commands/choose-plan.js';
import { DeleteAccount } from '../commands/delete-account.js';
import { SetPlanState } from '../commands/set-plan-state.js';
import { UpdateAccount } from '../commands/update-account.js';
import { accountsPermissions } from '../contract/accounts-permissions.js';
import { offeredPlans } from '../model/plans.js';
import { type AccountView, GetAccount } from '../queries/get-account.js';
import { accountChanges, ChoosePlanDto, SetPlanStateDto, UpdateAccountDto } from './account.dto.js';
import { accountActions } from './account-actions.js';
import { AccountType, OfferedPlanType } from './account-type.js';

/** The same commands and queries as {@link AccountController}. */
@Resolver(() => AccountType)
export class AccountResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectEvents,
    private readonly permissions: PermissionCatalogue,
  ) {}

  @Query(() => AccountType, { description: 'The account that the caller belongs to.' })
  @Permitted(accountsPermissions['account.view'])
  account(@CurrentActor() actor: Actor): Promise<AccountView> {
    return this.queries.execute(new GetAccount(actor));
  }

  @Query(() => [OfferedPlanType])
  @OpenDespite('inactive-plan')
  @Permitted(accountsPermissions['plan.choose'])
  plans() {
    return offeredPlans;
  }

  @Mutation(() => AccountType)
  @Permitted(accountsPermissions['account.manage'])
  async updateAccount(@CurrentActor() actor: Actor, @Args('input') input: UpdateAccountDto): Promise<AccountView> {
    await this.commands.execute(new UpdateAccount(actor, accountChanges(input)));
    return this.account(actor);
  }

  @Mutation(() => AccountType)
  @OpenDespite('inactive-plan')
  @Permitted(accountsPermissions['plan.choose'])
  async chooseAccountPlan(@CurrentActor() actor: Actor, @Args('input') { plan }: ChoosePlanDto): Promise<AccountView> {
    await this.commands.execute(new ChoosePlan(actor, plan));
    return this.account(actor);
  }

  @Mutation(() => AccountType)
  @OpenDespite('suspension')
  @Permitted(accountsPermissions['plan.operate'])
  async setAccountPlanState(
    @CurrentActor() actor: Actor,
    @Args('input') { state }: SetPlanStateDto,
  ): Promise<AccountView> {
    await this.commands.execute(new SetPlanState(actor, state));
    return this.account(actor);
  }

  @Mutation(() => Boolean)
  @OpenDespite('suspension')
  @Permitted(accountsPermissions['plan.operate'])
  async deleteAccount(@CurrentActor() actor: Actor): Promise<boolean> {
    await this.commands.execute(new DeleteAccount(actor));
    return true;
  }

  @ResolveField(() => [EventType], { description: 'The history, newest first; for those who manage the account.' })
  events({ id }: AccountView, _args: unknown, request: GraphqlContext) {
    const permission = accountsPermissions['account.manage'];
    if (!isPermitted(actorOf(request), permission)) {
      throw new PermissionDeniedError('PERMISSION_DENIED', { permission: permission.name });
    }
    return this.history.of(request, { type: 'account', id });
  }

  @ResolveField(() => [ActionType], { description: 'What the caller may do with the account now.' })
  actions(account: AccountView, _args: unknown, request: GraphqlContext) {
    return accountActions(actorOf(request), account, this.permissions);
  }
}
