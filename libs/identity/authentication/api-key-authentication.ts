import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '#platform/database/system-database.js';
import type { PresentedRequest, TokenHolder } from '#platform/http/authentication.js';
import { Throttle } from '#platform/throttling/throttle.js';
import { InvalidApiKeyError } from '../model/api-key-errors.js';
import { isApiKey } from '../model/api-key-secret.js';
import { secretHash } from '../model/secret-hash.js';
import type { CredentialReader } from './credential-reader.js';
import { HOLDER_COLUMNS, type HolderRow, holderOf } from './holder-row.js';

const IN_AUTHORIZATION = /^apikey +(.*)$/i;

interface KeyRow extends HolderRow {
  readonly id: string;
  readonly scopes: readonly string[];
  readonly siteId: string | null;
  readonly expiresAt: Date;
}

/** When it was last used is written at most once a minute: whoever waits for the row finds that it has been. */
const FIND = `
  with found as (
    select k.id, k.scopes, k.site_id as "siteId", k.expires_at as "expiresAt", ${HOLDER_COLUMNS}
    from identity.api_key k join identity.user u on u.account_id = k.account_id and u.id = k.user_id
    where k.key_hash = $1 and k.revoked_at is null and k.expires_at > now() and u.active
  ), noted as (
    update identity.api_key k set last_used_at = now() from found
    where k.id = found.id and coalesce(k.last_used_at < now() - interval '1 minute', true)
  )
  select * from found`;

/** `X-API-Key: praxis_…` or `Authorization: ApiKey praxis_…`. Looked up each time, so that a revoked one is out at once. */
@Injectable()
export class ApiKeyAuthentication implements CredentialReader {
  constructor(
    private readonly system: SystemDatabase,
    private readonly throttle: Throttle,
  ) {}

  read({ headers, ip = 'unknown' }: PresentedRequest): Promise<TokenHolder> | undefined {
    const key = headers['x-api-key'] ?? IN_AUTHORIZATION.exec(headers.authorization ?? '')?.[1];
    return key === undefined ? undefined : this.#counted(String(key), ip);
  }

  /** @throws InvalidApiKeyError the same for one that is unknown, revoked, expired, or of a deactivated user */
  async verify(key: string): Promise<TokenHolder> {
    if (!isApiKey(key)) throw new InvalidApiKeyError();
    const [row] = await this.system.query<KeyRow>(FIND, [secretHash(key)]);
    if (!row) throw new InvalidApiKeyError();
    return {
      ...holderOf(row),
      signInId: row.id,
      expiresAt: row.expiresAt.getTime(),
      credential: 'api_key',
      scopes: row.scopes,
      siteId: row.siteId ?? undefined,
    };
  }

  /** Those that are not good: nobody guesses a key, but each try is a look-up that comes before all limits of requests. */
  async #counted(key: string, ip: string): Promise<TokenHolder> {
    await this.throttle.refuseAfterFailures(ip);
    try {
      return await this.verify(key);
    } catch (error) {
      if (error instanceof InvalidApiKeyError) await this.throttle.countFailure(ip);
      throw error;
    }
  }
}
