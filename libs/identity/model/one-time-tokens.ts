import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId } from '#platform/context/ids.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { InvalidOneTimeTokenError } from './credential-errors.js';
import { DerivedKeys } from './derived-keys.js';
import { secretHash } from './secret-hash.js';

export type TokenPurpose = 'invitation' | 'registration' | 'email' | 'password_reset';

/** Hours. */
const LIFETIMES: Readonly<Record<TokenPurpose, number>> = {
  invitation: 7 * 24,
  registration: 24,
  email: 24,
  password_reset: 1,
};

export interface NewToken {
  readonly purpose: TokenPurpose;
  readonly email: string;
  readonly userId?: string;
  /** Derived from what causes it, where that may be tried again. */
  readonly id?: string;
}

/** A genuine token; whether it is still good is for its row to say. */
interface PresentedToken {
  readonly id: string;
  readonly accountId: string;
  readonly hash: string;
}

export interface UsedToken {
  readonly id: string;
  readonly purpose: TokenPurpose;
  readonly userId: string | null;
  readonly email: string;
}

/**
 * Tokens that mails carry: 16 bytes of the account's id, 16 of the token's, and 32 that only the holder of the signing key can
 * make out of these. So no table has to be readable across tenants, what was never given out is refused without looking, a mail
 * that is sent a second time is the same mail, and neither a task nor an event ever holds a token.
 */
@Injectable()
export class OneTimeTokens {
  constructor(private readonly keys: DerivedKeys) {}

  /** Prepares a token; {@link toMail} makes it good. @returns its id, and until when it will be good */
  async prepare(tx: TenantTransaction, token: NewToken): Promise<{ id: string; expiresAt: Date }> {
    const id = token.id ?? newId();
    const expiresAt = new Date(Date.now() + LIFETIMES[token.purpose] * 3_600_000);
    await tx.execute(
      `insert into identity.one_time_token (id, account_id, purpose, user_id, email, expires_at)
       values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing`,
      [id, tx.accountId, token.purpose, token.userId ?? null, token.email, expiresAt],
    );
    return { id, expiresAt };
  }

  /** @returns the token and where to mail it; undefined when it has been used, taken back, or is over */
  async toMail(tx: TenantTransaction, id: string): Promise<{ token: string; email: string } | undefined> {
    const token = this.#made(tx.accountId, id);
    const [row] = await tx.query<{ email: string }>(
      `update identity.one_time_token set token_hash = $2
       where id = $1 and used_at is null and expires_at > now() returning email`,
      [id, secretHash(token)],
    );
    return row && { token, email: row.email };
  }

  /** @throws InvalidOneTimeTokenError for what was never given out */
  read(token: string): PresentedToken {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== 64) throw new InvalidOneTimeTokenError();
    const [accountId, id] = [idOf(bytes.subarray(0, 16)), idOf(bytes.subarray(16, 32))];
    const made = this.#made(accountId, id);
    if (!timingSafeEqual(Buffer.from(made, 'base64url'), bytes)) throw new InvalidOneTimeTokenError();
    return { accountId, id, hash: secretHash(made) };
  }

  /**
   * Of several who bring the same token, the row lets one through. Its user is locked first, as by whoever takes tokens back: in
   * the other order the two would wait for each other.
   * @throws InvalidOneTimeTokenError when it was used, taken back, is over, or is for something else
   */
  async use(tx: TenantTransaction, presented: PresentedToken, ...purposes: TokenPurpose[]): Promise<UsedToken> {
    tx.send({
      sql: `select from identity.user
            where id = (select user_id from identity.one_time_token where id = $1) for update`,
      parameters: [presented.id],
    });
    const [used] = await tx.query<UsedToken>(
      `update identity.one_time_token set used_at = now()
       where id = $1 and token_hash = $2 and purpose = any ($3) and used_at is null and expires_at > now()
       returning id, purpose, user_id as "userId", email`,
      [presented.id, presented.hash, purposes],
    );
    if (!used) throw new InvalidOneTimeTokenError();
    return used;
  }

  /** Takes a token back before its time. */
  async void(tx: TenantTransaction, id: string): Promise<void> {
    await tx.execute('update identity.one_time_token set used_at = now() where id = $1 and used_at is null', [id]);
  }

  /** Takes back all of a user for a purpose. */
  async voidAllOf(tx: TenantTransaction, userId: string, purpose: TokenPurpose): Promise<void> {
    await tx.execute(
      'update identity.one_time_token set used_at = now() where user_id = $1 and purpose = $2 and used_at is null',
      [userId, purpose],
    );
  }

  /** How many of a user, for a purpose, are still good. */
  async openOf(tx: TenantTransaction, userId: string, purpose: TokenPurpose): Promise<number> {
    return tx.execute(
      `select from identity.one_time_token
       where user_id = $1 and purpose = $2 and used_at is null and expires_at > now()`,
      [userId, purpose],
    );
  }

  #made(accountId: string, id: string): string {
    const ids = Buffer.concat([bytesOf(accountId), bytesOf(id)]);
    return Buffer.concat([ids, this.keys.digest('one-time token', ids)]).toString('base64url');
  }
}

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');
const idOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
