import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
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
import { AnswersWithSecret } from '#platform/idempotency/answers-with-secret.js';
import { CreateApiKey } from '../commands/create-api-key.js';
import { RevokeApiKey } from '../commands/revoke-api-key.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import type { ApiKeyView } from '../model/api-keys.js';
import { GetApiKey } from '../queries/get-api-key.js';
import { apiKeyList, ListApiKeys } from '../queries/list-api-keys.js';
import { CreateApiKeyDto } from './api-key.dto.js';
import { ApiKeyConnection, ApiKeyType, CreatedApiKeyType } from './api-key-type.js';
import { apiKeyActions } from './present-api-key.js';

const ApiKeyId = () => Args('id', { type: () => ID }, idOf('API_KEY'));
const ApiKeyManage = () => Permitted(identityPermissions['api_key.manage']);

/** The same commands and queries as {@link ApiKeysController}. */
@Resolver(() => ApiKeyType)
export class ApiKeysResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectEvents,
  ) {}

  @Query(() => ApiKeyType, { nullable: true })
  @ApiKeyManage()
  apiKey(@CurrentActor() actor: Actor, @ApiKeyId() id: string): Promise<ApiKeyView> {
    return this.queries.execute(new GetApiKey(actor, id));
  }

  @Query(() => ApiKeyConnection, { description: 'One’s own; for managers, those of the whole account.' })
  @ApiKeyManage()
  async apiKeys(@CurrentActor() actor: Actor, @Args() page: ListArgs): Promise<Connection<ApiKeyView>> {
    return toConnection(await this.queries.execute(new ListApiKeys(actor, listRequestOf(apiKeyList, page))));
  }

  @Mutation(() => CreatedApiKeyType)
  @ApiKeyManage()
  @AnswersWithSecret()
  async createApiKey(@CurrentActor() actor: Actor, @Args('input') input: CreateApiKeyDto): Promise<CreatedApiKeyType> {
    const { key, ...apiKey } = await this.commands.execute(new CreateApiKey(actor, input));
    return { apiKey, key };
  }

  @Mutation(() => ApiKeyType)
  @ApiKeyManage()
  revokeApiKey(@CurrentActor() actor: Actor, @ApiKeyId() id: string): Promise<ApiKeyView> {
    return this.commands.execute(new RevokeApiKey(actor, id));
  }

  @ResolveField(() => [EventType], { description: 'The history, newest first.' })
  events({ id }: ApiKeyType, _args: unknown, request: GraphqlContext) {
    return this.history.of(request, { type: 'api_key', id });
  }

  @ResolveField(() => [ActionType])
  actions(key: ApiKeyType, _args: unknown, request: GraphqlContext) {
    return apiKeyActions(actorOf(request), key);
  }
}
