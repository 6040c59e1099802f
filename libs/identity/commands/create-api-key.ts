import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccountDirectory, requireFeature, SiteDirectory, SiteNotFoundError } from '#accounts/contract/index.js';
import { AccessControl } from '#platform/access/access-control.js';
import { PermissionCatalogue } from '#platform/access/permission-catalogue.js';
import type { Actor } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { ValidationError } from '#platform/errors/application-error.js';
import { newApiKey } from '../model/api-key-secret.js';
import { ApiKeys, type ApiKeyView } from '../model/api-keys.js';
import { lockedUserFor } from '../model/held-on-user.js';
import { assertInPerson } from '../model/in-person.js';
import { assertMayActAs } from '../model/user.policy.js';

const LONGEST_LIFE = 365 * 24 * 3_600_000;

/** A key as it is shown to who made it, once. */
export type CreatedApiKey = ApiKeyView & { readonly key: string };

export class CreateApiKey extends Command<CreatedApiKey> {
  constructor(
    readonly actor: Actor,
    readonly wanted: {
      readonly name: string;
      readonly scopes: readonly string[];
      /** Default: in a year. */
      readonly expiresAt?: string | null;
      readonly siteId?: string | null;
      /** Whom the key acts as. Default: the caller. */
      readonly userId?: string | null;
    },
  ) {
    super();
  }
}

@CommandHandler(CreateApiKey)
export class CreateApiKeyHandler implements ICommandHandler<CreateApiKey> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly keys: ApiKeys,
    private readonly permissions: PermissionCatalogue,
    private readonly sites: SiteDirectory,
    private readonly access: AccessControl,
    private readonly accounts: AccountDirectory,
  ) {}

  /** @throws NotInPersonError, FeatureNotInPlanError, ValidationError, SiteNotFoundError, UserNotFoundError, PermissionDeniedError */
  async execute({ actor, wanted }: CreateApiKey): Promise<CreatedApiKey> {
    assertInPerson(actor);
    requireFeature(await this.accounts.account(actor.accountId), 'api_keys');
    const expiresAt = this.#check(wanted);
    if (wanted.siteId) await this.#requireUsable(actor, wanted.siteId);
    const userId = wanted.userId ?? actor.userId;
    const { key, prefix, hash } = newApiKey();
    const made = await this.database.write(async (tx) => {
      const { user, held } = await lockedUserFor(this.access, tx, actor, userId);
      assertMayActAs(actor, held, user);
      return this.keys.add(tx, {
        id: newId(),
        ...{ userId, name: wanted.name, prefix, hash, scopes: [...new Set(wanted.scopes)] },
        ...{ siteId: wanted.siteId ?? null, createdBy: actor.userId, expiresAt },
      });
    });
    return { ...made, key };
  }

  /** Throws for a site of another account, too. */
  async #requireUsable({ userId: id, roles }: Actor, siteId: string): Promise<void> {
    const { usableBy } = await this.sites.siteFor(siteId, [{ id, roles }]);
    if (!usableBy.includes(id)) throw new SiteNotFoundError(siteId);
  }

  #check({ scopes, expiresAt }: CreateApiKey['wanted']): Date {
    const problems: Record<string, string[]> = {};
    const now = Date.now();
    const end = expiresAt ? new Date(expiresAt) : new Date(now + LONGEST_LIFE);
    if (scopes.length === 0) problems.scopes = ['must name at least one permission'];
    const unknown = scopes.filter((name) => !this.permissions.get(name));
    if (unknown.length > 0) problems.scopes = unknown.map((name) => `there is no permission "${name}"`);
    if (end.getTime() <= now || end.getTime() > now + LONGEST_LIFE) {
      problems.expiresAt = ['must be in the future, a year ahead at most'];
    }
    if (Object.keys(problems).length > 0) throw new ValidationError(problems);
    return end;
  }
}
