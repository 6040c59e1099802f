import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { assertSeesKey } from '../model/api-key.policy.js';
import { ApiKeys, type ApiKeyView } from '../model/api-keys.js';

export class GetApiKey extends Query<ApiKeyView> {
  constructor(
    readonly actor: Actor,
    readonly apiKeyId: string,
  ) {
    super();
  }
}

@QueryHandler(GetApiKey)
export class GetApiKeyHandler implements IQueryHandler<GetApiKey> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly keys: ApiKeys,
  ) {}

  /** @throws ApiKeyNotFoundError */
  async execute({ actor, apiKeyId }: GetApiKey): Promise<ApiKeyView> {
    const key = await this.database.readTogether((tx) => this.keys.find(tx, apiKeyId));
    return assertSeesKey(actor, apiKeyId, key);
  }
}
