import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SystemDatabase } from '#platform/database/system-database.js';
import type { PresentedRequest, TokenHolder } from '#platform/http/authentication.js';
import { Throttle } from '#platform/throttling/throttle.js';
import { DerivedKeys } from '../model/derived-keys.js';
import { foldEmail } from '../model/email-address.js';
import { WrongCredentialsError } from '../model/identity-errors.js';
import { PasswordCheck } from '../model/password-check.js';
import type { CredentialReader } from './credential-reader.js';
import { HOLDER_COLUMNS, type HolderRow, holderOf } from './holder-row.js';

const BASIC = /^basic +([\w+/=-]+)$/i;
const LONGEST = 1_000;
/** Milliseconds for which a password that was right need not be hashed again. */
const REMEMBERED_FOR = 60_000;
const REMEMBERED = 1_000;

interface UserRow extends HolderRow {
  readonly passwordHash: string;
  readonly secondFactor: boolean;
}

const FIND = `
  select u.password_hash as "passwordHash",
    exists (select from identity.second_factor f where f.user_id = u.id and f.confirmed_at is not null) as "secondFactor",
    ${HOLDER_COLUMNS}
  from identity.user u where u.email = $1 and u.active`;

/**
 * `Authorization: Basic`, e-mail address and password, for scripts. Limited, counted and locked out like signing in. The user is looked up
 * each time; that a password is right is remembered for a while, together with the hash that it was right for.
 */
@Injectable()
export class BasicAuthentication implements CredentialReader {
  /** HMAC of the header → the hash in the database at the time. */
  readonly #right = new LRUCache<string, string>({ max: REMEMBERED, ttl: REMEMBERED_FOR });

  constructor(
    private readonly system: SystemDatabase,
    private readonly passwords: PasswordCheck,
    private readonly keys: DerivedKeys,
    private readonly throttle: Throttle,
  ) {}

  read({ headers: { authorization }, ip = 'unknown' }: PresentedRequest): Promise<TokenHolder> | undefined {
    if (!authorization || !/^basic /i.test(authorization)) return undefined;
    return this.#authenticate(authorization, ip);
  }

  async #authenticate(authorization: string, address: string): Promise<TokenHolder> {
    const [email, password] = credentialsIn(authorization);
    const seen = this.keys.digest('basic header', authorization).toString('base64url');
    // One that was right lately costs a look-up, any other a look-up and a hash.
    if (!this.#right.has(seen)) await this.throttle.countPassword(address);
    // Before the password is looked at: what changes meanwhile cuts it off.
    const [user] = await this.system.query<UserRow>(FIND, [foldEmail(email)]);
    if (!user || this.#right.get(seen) !== user.passwordHash) {
      const candidate = await this.passwords.check(email, password, { address });
      if (!candidate || candidate.id !== user?.userId) throw new WrongCredentialsError();
      this.#right.set(seen, user.passwordHash);
    }
    // The same answer as for a wrong password, which it is as good as: the other half is missing.
    if (user.secondFactor) throw new WrongCredentialsError();
    return { ...holderOf(user), expiresAt: Date.now() + REMEMBERED_FOR, credential: 'basic' };
  }
}

/** @throws WrongCredentialsError for what cannot be an address and a password */
function credentialsIn(authorization: string): [email: string, password: string] {
  const encoded = authorization.length <= LONGEST ? BASIC.exec(authorization)?.[1] : undefined;
  const text = Buffer.from(encoded ?? '', 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 1 || text.includes('\0')) throw new WrongCredentialsError();
  return [text.slice(0, colon), text.slice(colon + 1)];
}
