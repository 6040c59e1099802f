import { Injectable } from '@nestjs/common';
import { Admission } from '#platform/database/admission.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { apiKeyCreated, apiKeyRevoked } from '../contract/index.js';

/** A key as it is shown. */
export interface ApiKeyView {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  /** What the key begins with. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly siteId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
}

export interface NewApiKey {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly prefix: string;
  readonly hash: string;
  readonly scopes: readonly string[];
  readonly siteId: string | null;
  readonly createdBy: string;
  readonly expiresAt: Date;
}

const API_KEY_COLUMNS = `id, user_id as "userId", name, prefix, scopes, site_id as "siteId",
  created_at as "createdAt", expires_at as "expiresAt", last_used_at as "lastUsedAt"`;

/** The keys of an account. A revoked one is not there any more, for anybody. */
@Injectable()
export class ApiKeys {
  async find(tx: TenantTransaction, id: string): Promise<ApiKeyView | undefined> {
    const [key] = await tx.query<ApiKeyView>(
      `select ${API_KEY_COLUMNS} from identity.api_key where id = $1 and revoked_at is null`,
      [id],
    );
    return key;
  }

  @Publishes(apiKeyCreated, ({ id, userId, name, scopes, expiresAt }: ApiKeyView) => ({
    target: { type: 'api_key', id },
    actionObject: { type: 'user', id: userId },
    data: { apiKeyId: id, userId, name, scopes: [...scopes], expiresAt: expiresAt.toISOString() },
  }))
  async add(tx: TenantTransaction, key: NewApiKey): Promise<ApiKeyView> {
    const [added] = await tx.query<ApiKeyView>(
      `insert into identity.api_key
         (id, account_id, user_id, name, prefix, key_hash, scopes, site_id, created_by, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${API_KEY_COLUMNS}`,
      [
        ...[key.id, tx.accountId, key.userId, key.name, key.prefix, key.hash, key.scopes, key.siteId],
        ...[key.createdBy, key.expiresAt],
      ],
    );
    return added as ApiKeyView;
  }

  /** @returns undefined when it was revoked before */
  async revoke(tx: TenantTransaction, id: string): Promise<ApiKeyView | undefined> {
    const [revoked] = await tx.query<ApiKeyView>(
      `update identity.api_key set revoked_at = now() where id = $1 and revoked_at is null returning ${API_KEY_COLUMNS}`,
      [id],
    );
    if (revoked) await this.cutOff(tx, revoked);
    return revoked;
  }

  /** All of a user who is being deactivated. */
  async revokeAllOf(tx: TenantTransaction, userId: string): Promise<void> {
    const keys = await tx.query<{ id: string }>(
      'select id from identity.api_key where user_id = $1 and revoked_at is null',
      [userId],
    );
    await Promise.all(keys.map(({ id }) => this.revoke(tx, id)));
  }

  /** Requests and sockets that are under way end, too. */
  @Publishes(apiKeyRevoked, (_done, { id, userId, name }: ApiKeyView) => ({
    target: { type: 'api_key', id },
    actionObject: { type: 'user', id: userId },
    data: { apiKeyId: id, userId, name },
  }))
  async cutOff(tx: TenantTransaction, { id }: ApiKeyView): Promise<void> {
    await Admission.voidSignIn(tx, id);
  }
}
