import type { INestApplication } from '@nestjs/common';
import type pg from 'pg';
import { AccessTokens } from '#identity/model/access-tokens.js';
import { PermissionCatalogue } from '#platform/access/permission-catalogue.js';
import type { Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';

export interface Caller {
  readonly userId: string;
  readonly accountId: string;
  readonly roles: readonly Role[];
  /** Undefined: comes without any credential. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** For sockets. */
  readonly token?: string;
}

export const NOBODY: Caller = { userId: '', accountId: '', roles: [], headers: undefined };

/** Makes users with the password of the demo practice, signed in. */
export class Callers {
  readonly #tokens: AccessTokens;
  #made = 0;

  constructor(
    private readonly app: INestApplication,
    private readonly owner: pg.Pool,
    /** A user whose password it copies. */
    private readonly likeId: string,
  ) {
    this.#tokens = app.get(AccessTokens, { strict: false });
  }

  async user(accountId: string, roles: readonly Role[]): Promise<Caller> {
    const userId = newId();
    const signInId = newId();
    const email = `caller-${++this.#made}@matrix.test`;
    await this.owner.query(
      `insert into identity.user (id, account_id, email, password_hash, first_name, last_name, roles, active, created_at, updated_at,
         version)
       select $1, $2, $3, password_hash, 'Caller', 'Matrix', $4, true, now(), now(), 1 from identity.user where id = $5`,
      [userId, accountId, email, roles, this.likeId],
    );
    await this.owner.query(
      `insert into identity.sign_in (id, account_id, user_id, token_hash, kind, expires_at)
       values ($1, $2, $3, $4, 'token', now() + interval '1 day')`,
      [signInId, accountId, userId, newId()],
    );
    const token = this.#tokens.issue({ userId, accountId, roles, signInId, issuedAt: Date.now() });
    return { userId, accountId, roles, token, headers: { authorization: `Bearer ${token}` } };
  }

  /** Counts the user among those who may be listed for a site, as a reaction does a moment later. */
  async seat({ accountId, userId }: Caller): Promise<void> {
    await this.owner.query(
      'insert into accounts.member (account_id, user_id, active, seated, as_of) values ($1, $2, true, true, now())',
      [accountId, userId],
    );
  }

  /** As a therapist who works at a site, every day from morning to evening. */
  async employ({ accountId, userId }: Caller, siteId: string): Promise<void> {
    await this.owner.query(
      `insert into scheduling.availability (id, account_id, site_id, therapist_id, weekday, opens_at, closes_at)
       select gen_random_uuid(), $1, $2, $3, weekday, '00:00', '23:45' from generate_series(1, 7) weekday`,
      [accountId, siteId, userId],
    );
  }

  /** In an account that is nobody else's. */
  async userOfNewAccount(roles: readonly Role[]): Promise<Caller> {
    const accountId = newId();
    await this.owner.query(
      `insert into accounts.account select (jsonb_populate_record(a, $2)).* from accounts.account a where id =
         (select account_id from identity.user where id = $1)`,
      [this.likeId, JSON.stringify({ id: accountId, account_id: accountId, name: 'Short-lived', slug: null })],
    );
    await this.owner.query(`insert into platform.admission (account_id, standing) values ($1, 'active')`, [accountId]);
    return this.user(accountId, roles);
  }

  /** The same user by an API key that is bound to a site, and to nothing else. */
  async withKey(caller: Caller, siteId: string): Promise<Caller> {
    const catalogue = this.app.get(PermissionCatalogue, { strict: false });
    const scopes = catalogue.namespaces.flatMap(({ permissions }) => permissions.map(({ name }) => name));
    const response = await fetch(`${await this.app.getUrl()}/api/v1/auth/api-keys`, {
      method: 'POST',
      headers: { ...caller.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Bound', scopes, siteId }),
    });
    const { data, error } = (await response.json()) as { data?: { key: string }; error?: object };
    if (!data) throw new Error(`There is no key: ${JSON.stringify(error)}`);
    return { ...caller, token: data.key, headers: { 'x-api-key': data.key } };
  }

  /** Another user like this one. */
  another({ accountId, roles }: Caller, alone: 'user' | 'account' | undefined): Promise<Caller> {
    return alone === 'account' ? this.userOfNewAccount(roles) : this.user(accountId, roles);
  }
}
