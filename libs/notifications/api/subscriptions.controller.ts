import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { Many } from '#platform/http/envelope.js';
import { HistoryOfRequest, ObjectHistory, TellsHistory } from '#platform/http/object-history.js';
import { idOf } from '#platform/http/validation.js';
import type { ListRequest } from '#platform/lists/list-definition.js';
import { ListParameters } from '#platform/lists/list-documentation.js';
import { ListOfRequest } from '#platform/lists/list-request.js';
import { pick } from '#platform/lists/pick.js';
import { Subscribe } from '../commands/subscribe.js';
import { Unsubscribe } from '../commands/unsubscribe.js';
import { notificationsPermissions } from '../contract/index.js';
import {
  SUBSCRIPTION_TYPE,
  SUBSCRIPTIONS_PATH,
  type Subscription,
  subscriptionActions,
} from '../model/subscriptions.js';
import { GetSubscription } from '../queries/get-subscription.js';
import { ListSubscriptions, subscriptionList } from '../queries/list-subscriptions.js';
import { SubscriptionDto, SubscriptionViewDto } from './subscription.dto.js';

const SubscriptionId = () => Param('id', idOf('SUBSCRIPTION'));
const SubscriptionManage = () => Permitted(notificationsPermissions['subscription.manage']);

/** What the caller wants to be told of. */
@ApiTags('notifications')
@ApiBearerAuth()
@Controller(SUBSCRIPTIONS_PATH)
export class SubscriptionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
  ) {}

  @Get()
  @ListParameters(subscriptionList)
  @ApiOkResponse({ type: [SubscriptionViewDto] })
  @SubscriptionManage()
  async list(@CurrentActor() actor: Actor, @ListOfRequest(subscriptionList) request: ListRequest) {
    const page = await this.queries.execute(new ListSubscriptions(actor, request));
    return Many.page(SUBSCRIPTIONS_PATH, request, page, (row) => pick(present(row), request.fields));
  }

  @Post()
  @ApiCreatedResponse({ type: SubscriptionViewDto })
  @SubscriptionManage()
  async subscribe(@CurrentActor() actor: Actor, @Body() body: SubscriptionDto) {
    return present(await this.commands.execute(new Subscribe(actor, body)));
  }

  @Get(':id')
  @ApiOkResponse({ type: SubscriptionViewDto })
  @SubscriptionManage()
  async get(@CurrentActor() actor: Actor, @SubscriptionId() id: string) {
    return present(await this.queries.execute(new GetSubscription(actor, id)));
  }

  @Get(':id/events')
  @TellsHistory()
  @SubscriptionManage()
  async events(@CurrentActor() actor: Actor, @SubscriptionId() id: string, @HistoryOfRequest() request: ListRequest) {
    await this.queries.execute(new GetSubscription(actor, id));
    return this.history.of({ type: SUBSCRIPTION_TYPE, id }, `${SUBSCRIPTIONS_PATH}/${id}/events`, request);
  }

  /** Answers with what it was. */
  @Delete(':id')
  @ApiOkResponse({ type: SubscriptionViewDto })
  @SubscriptionManage()
  async unsubscribe(@CurrentActor() actor: Actor, @SubscriptionId() id: string) {
    return { ...(await this.commands.execute(new Unsubscribe(actor, id))), actions: [] };
  }
}

const present = (subscription: Subscription) => ({ ...subscription, actions: subscriptionActions(subscription) });
