import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { Many } from '#platform/http/envelope.js';
import { HistoryOfRequest, ObjectHistory, TellsHistory } from '#platform/http/object-history.js';
import { idOf } from '#platform/http/validation.js';
import { AnswersWithSecret } from '#platform/idempotency/answers-with-secret.js';
import type { ListRequest } from '#platform/lists/list-definition.js';
import { ListParameters } from '#platform/lists/list-documentation.js';
import { ListOfRequest } from '#platform/lists/list-request.js';
import { pick } from '#platform/lists/pick.js';
import { CreateApiKey } from '../commands/create-api-key.js';
import { RevokeApiKey } from '../commands/revoke-api-key.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { GetApiKey } from '../queries/get-api-key.js';
import { apiKeyList, ListApiKeys } from '../queries/list-api-keys.js';
import { ApiKeyDto, CreateApiKeyDto, CreatedApiKeyDto } from './api-key.dto.js';
import { API_KEYS_PATH, presentApiKey } from './present-api-key.js';

const ApiKeyManage = () => Permitted(identityPermissions['api_key.manage']);

@ApiTags('auth')
@ApiBearerAuth()
@Controller(API_KEYS_PATH)
export class ApiKeysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
  ) {}

  /** One's own; for managers, those of the whole account. */
  @Get()
  @ListParameters(apiKeyList)
  @ApiOkResponse({ type: [ApiKeyDto] })
  @ApiKeyManage()
  async list(@CurrentActor() actor: Actor, @ListOfRequest(apiKeyList) request: ListRequest) {
    const page = await this.queries.execute(new ListApiKeys(actor, request));
    return Many.page(API_KEYS_PATH, request, page, (key) => pick(presentApiKey(actor, key), request.fields));
  }

  @Get(':id')
  @ApiOkResponse({ type: ApiKeyDto })
  @ApiKeyManage()
  async get(@CurrentActor() actor: Actor, @Param('id', idOf('API_KEY')) id: string) {
    return presentApiKey(actor, await this.queries.execute(new GetApiKey(actor, id)));
  }

  /** The key itself is in this answer, and never again. */
  @Post()
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  @ApiKeyManage()
  @AnswersWithSecret()
  async create(@CurrentActor() actor: Actor, @Body() wanted: CreateApiKeyDto) {
    const { key, ...made } = await this.commands.execute(new CreateApiKey(actor, wanted));
    return { ...presentApiKey(actor, made), key };
  }

  /** From then on it opens nothing. */
  @Delete(':id')
  @ApiOkResponse({ type: ApiKeyDto })
  @ApiKeyManage()
  async revoke(@CurrentActor() actor: Actor, @Param('id', idOf('API_KEY')) id: string) {
    return { ...(await this.commands.execute(new RevokeApiKey(actor, id))), actions: [] };
  }

  @Get(':id/events')
  @TellsHistory()
  @ApiKeyManage()
  async events(
    @CurrentActor() actor: Actor,
    @Param('id', idOf('API_KEY')) id: string,
    @HistoryOfRequest() request: ListRequest,
  ): Promise<Many> {
    await this.queries.execute(new GetApiKey(actor, id));
    return this.history.of({ type: 'api_key', id }, `${API_KEYS_PATH}/${id}/events`, request);
  }
}
