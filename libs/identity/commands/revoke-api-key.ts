import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { assertSeesKey } from '../model/api-key.policy.js';
import { ApiKeys, type ApiKeyView } from '../model/api-keys.js';
import { assertInPerson } from '../model/in-person.js';

export class RevokeApiKey extends Command<ApiKeyView> {
  constructor(
    readonly actor: Actor,
    readonly apiKeyId: string,
  ) {
    super();
  }
}

@CommandHandler(RevokeApiKey)
export class RevokeApiKeyHandler implements ICommandHandler<RevokeApiKey> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly keys: ApiKeys,
  ) {}

  /** @throws ApiKeyNotFoundError, NotInPersonError */
  execute({ actor, apiKeyId }: RevokeApiKey): Promise<ApiKeyView> {
    assertInPerson(actor);
    return this.database.write(async (tx) => {
      assertSeesKey(actor, apiKeyId, await this.keys.find(tx, apiKeyId));
      // Of two who revoke it at once, the second finds it gone.
      return assertSeesKey(actor, apiKeyId, await this.keys.revoke(tx, apiKeyId));
    });
  }
}
