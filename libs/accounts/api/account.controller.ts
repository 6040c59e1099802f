import { Body, Controller, Delete, Get, Patch, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { PermissionCatalogue } from '#platform/access/permission-catalogue.js';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { Many } from '#platform/http/envelope.js';
import { HistoryOfRequest, ObjectHistory, TellsHistory } from '#platform/http/object-history.js';
import { OpenDespite } from '#platform/http/open-despite.js';
import type { ListRequest, PageRequest } from '#platform/lists/list-definition.js';
import { ShortListParameters } from '#platform/lists/list-documentation.js';
import { ShortListOfRequest } from '#platform/lists/short-list.js';
import { ChoosePlan } from '../commands/choose-plan.js';
import { DeleteAccount } from '../commands/delete-account.js';
import { SetPlanState } from '../commands/set-plan-state.js';
import { UpdateAccount } from '../commands/update-account.js';
import { accountsPermissions } from '../contract/accounts-permissions.js';
import { offeredPlans } from '../model/plans.js';
import { GetAccount } from '../queries/get-account.js';
import {
  AccountDto,
  accountChanges,
  ChoosePlanDto,
  DeletedAccountDto,
  OfferedPlanDto,
  SetPlanStateDto,
  UpdateAccountDto,
} from './account.dto.js';
import { ACCOUNT_PATH, accountActions } from './account-actions.js';

@ApiTags('account')
@ApiBearerAuth()
@Controller(ACCOUNT_PATH)
export class AccountController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
    private readonly permissions: PermissionCatalogue,
  ) {}

  /** The account that the caller belongs to. */
  @Get()
  @Permitted(accountsPermissions['account.view'])
  @ApiOkResponse({ type: AccountDto })
  account(@CurrentActor() actor: Actor) {
    return this.#present(actor);
  }

  @Patch()
  @Permitted(accountsPermissions['account.manage'])
  @ApiOkResponse({ type: AccountDto })
  async update(@CurrentActor() actor: Actor, @Body() changes: UpdateAccountDto) {
    await this.commands.execute(new UpdateAccount(actor, accountChanges(changes)));
    return this.#present(actor);
  }

  /** Nobody gets in any more. */
  @Delete()
  @OpenDespite('suspension')
  @Permitted(accountsPermissions['plan.operate'])
  @ApiOkResponse({ type: DeletedAccountDto })
  async delete(@CurrentActor() actor: Actor) {
    const deletedAt = await this.commands.execute(new DeleteAccount(actor));
    return { id: actor.accountId, deletedAt, actions: [] };
  }

  /** What there is to choose from, also for who has to choose one. */
  @Get('plans')
  @OpenDespite('inactive-plan')
  @ShortListParameters()
  @Permitted(accountsPermissions['plan.choose'])
  @ApiOkResponse({ type: [OfferedPlanDto] })
  plans(@ShortListOfRequest() request: PageRequest): Many {
    return Many.ofShortList(`${ACCOUNT_PATH}/plans`, request, offeredPlans);
  }

  /** Possible also while the plan is not active. */
  @Put('plan')
  @OpenDespite('inactive-plan')
  @Permitted(accountsPermissions['plan.choose'])
  @ApiOkResponse({ type: AccountDto })
  async choosePlan(@CurrentActor() actor: Actor, @Body() { plan }: ChoosePlanDto) {
    await this.commands.execute(new ChoosePlan(actor, plan));
    return this.#present(actor);
  }

  @Put('plan-state')
  @OpenDespite('suspension')
  @Permitted(accountsPermissions['plan.operate'])
  @ApiOkResponse({ type: AccountDto })
  async setPlanState(@CurrentActor() actor: Actor, @Body() { state }: SetPlanStateDto) {
    await this.commands.execute(new SetPlanState(actor, state));
    return this.#present(actor);
  }

  @Get('events')
  @TellsHistory()
  @Permitted(accountsPermissions['account.manage'])
  events(@CurrentActor() { accountId }: Actor, @HistoryOfRequest() request: ListRequest): Promise<Many> {
    return this.history.of({ type: 'account', id: accountId }, `${ACCOUNT_PATH}/events`, request);
  }

  async #present(actor: Actor) {
    const account = await this.queries.execute(new GetAccount(actor));
    return { ...account, actions: accountActions(actor, account, this.permissions) };
  }
}
