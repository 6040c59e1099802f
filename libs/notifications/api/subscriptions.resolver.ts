import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { ActionType } from '#platform/graphql/action-type.js';
import { type Connection, toConnection } from '#platform/graphql/connection-of.js';
import { EventType } from '#platform/graphql/event-type.js';
import type { GraphqlContext } from '#platform/graphql/graphql-context.js';
import { ListArgs, listRequestOf } from '#platform/graphql/list-args.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { Subscribe } from '../commands/subscribe.js';
import { Unsubscribe } from '../commands/unsubscribe.js';
import { notificationsPermissions } from '../contract/index.js';
import { SUBSCRIPTION_TYPE, type Subscription, subscriptionActions } from '../model/subscriptions.js';
import { GetSubscription } from '../queries/get-subscription.js';
import { ListSubscriptions, subscriptionList } from '../queries/list-subscriptions.js';
import { SubscriptionDto } from './subscription.dto.js';
import { EventSubscriptionConnection, EventSubscriptionType } from './subscription-type.js';

const SubscriptionId = () => Args('id', { type: () => ID }, idOf('SUBSCRIPTION'));
const SubscriptionManage = () => Permitted(notificationsPermissions['subscription.manage']);

/** The same commands and queries as {@link SubscriptionsController}. */
@Resolver(() => EventSubscriptionType)
export class SubscriptionsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectEvents,
  ) {}

  @Query(() => EventSubscriptionConnection, { description: 'Of the caller, newest first.' })
  @SubscriptionManage()
  async eventSubscriptions(@CurrentActor() actor: Actor, @Args() page: ListArgs): Promise<Connection<Subscription>> {
    const request = listRequestOf(subscriptionList, page);
    return toConnection(await this.queries.execute(new ListSubscriptions(actor, request)));
  }

  @Query(() => EventSubscriptionType, { nullable: true })
  @SubscriptionManage()
  eventSubscription(@CurrentActor() actor: Actor, @SubscriptionId() id: string): Promise<Subscription> {
    return this.queries.execute(new GetSubscription(actor, id));
  }

  @Mutation(() => EventSubscriptionType)
  @SubscriptionManage()
  subscribeToEvent(@CurrentActor() actor: Actor, @Args('input') input: SubscriptionDto): Promise<Subscription> {
    return this.commands.execute(new Subscribe(actor, input));
  }

  @Mutation(() => EventSubscriptionType)
  @SubscriptionManage()
  unsubscribeFromEvent(@CurrentActor() actor: Actor, @SubscriptionId() id: string): Promise<Subscription> {
    return this.commands.execute(new Unsubscribe(actor, id));
  }

  @ResolveField(() => [EventType], { description: 'The history, newest first.' })
  events({ id }: Subscription, _args: unknown, request: GraphqlContext) {
    return this.history.of(request, { type: SUBSCRIPTION_TYPE, id });
  }

  @ResolveField(() => [ActionType])
  actions(subscription: Subscription) {
    return subscriptionActions(subscription);
  }
}
