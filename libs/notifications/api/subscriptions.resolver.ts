import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { ActionType } from '#platform/graphql/action-type.js';
import { type Connection, toConnection } from '#platform/graphql/connection-of.js';
import { ListArgs, listRequestOf } from '#platform/graphql/list-args.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/permissions.js';
import { idOf } from '#platform/http/validation.js';
import { Subscribe } from '../commands/subscribe.js';
import { Unsubscribe } from '../commands/unsubscribe.js';
import { notificationsPermissions } from '../contract/index.js';
import { type Subscription, subscriptionActions } from '../model/subscriptions.js';
import { ListSubscriptions, subscriptionList } from '../queries/list-subscriptions.js';
import { SubscriptionDto } from './subscription.dto.js';
import { EventSubscriptionConnection, EventSubscriptionType } from './subscription-type.js';

const SubscriptionManage = () => Permitted(notificationsPermissions['subscription.manage']);

/** The same commands and queries as {@link SubscriptionsController}. */
@Resolver(() => EventSubscriptionType)
export class SubscriptionsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => EventSubscriptionConnection, { description: 'Of the caller, newest first.' })
  @SubscriptionManage()
  async eventSubscriptions(@CurrentActor() actor: Actor, @Args() page: ListArgs): Promise<Connection<Subscription>> {
    const request = listRequestOf(subscriptionList, page);
    return toConnection(await this.queries.execute(new ListSubscriptions(actor, request)));
  }

  @Mutation(() => EventSubscriptionType)
  @SubscriptionManage()
  subscribeToEvent(@CurrentActor() actor: Actor, @Args('input') input: SubscriptionDto): Promise<Subscription> {
    return this.commands.execute(new Subscribe(actor, input));
  }

  @Mutation(() => EventSubscriptionType)
  @SubscriptionManage()
  unsubscribeFromEvent(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID }, idOf('SUBSCRIPTION')) id: string,
  ): Promise<Subscription> {
    return this.commands.execute(new Unsubscribe(actor, id));
  }

  @ResolveField(() => [ActionType])
  actions(subscription: Subscription) {
    return subscriptionActions(subscription);
  }
}
