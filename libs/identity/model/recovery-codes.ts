import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { SecondFactorConflictError } from './credential-errors.js';
import { DerivedKeys } from './derived-keys.js';

const CODES = 10;
/** No letters that are taken for digits. 16 of 31 characters are 79 bits. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 16;

/** For who has lost their phone: each is good once, and kept as a keyed hash. */
@Injectable()
export class RecoveryCodes {
  constructor(private readonly keys: DerivedKeys) {}

  /** Replaces those there are. @returns the codes, which nobody can tell again. @throws SecondFactorConflictError */
  async renew(tx: TenantTransaction, userId: string): Promise<string[]> {
    const codes = Array.from({ length: CODES }, newCode);
    // First the second factor, then its codes, as by whoever deletes both; which may just have been done.
    const found = await tx.execute('select from identity.second_factor where user_id = $1 for update', [userId]);
    if (found === 0) throw new SecondFactorConflictError(false);
    await tx.execute('delete from identity.recovery_code where user_id = $1', [userId]);
    await tx.execute(
      `insert into identity.recovery_code (account_id, user_id, code_hash)
       select $1, $2, code from unnest($3::text[]) as given (code)`,
      [tx.accountId, userId, codes.map((code) => this.#hashOf(userId, code))],
    );
    return codes;
  }

  async has(tx: TenantTransaction, userId: string, code: string): Promise<boolean> {
    const found = await tx.execute(
      'select from identity.recovery_code where user_id = $1 and code_hash = $2 and used_at is null',
      [userId, this.#hashOf(userId, code)],
    );
    return found === 1;
  }

  /** Of several who bring the same code, the row lets one through. @returns how many are left; undefined when it is none of them */
  async use(tx: TenantTransaction, userId: string, code: string): Promise<number | undefined> {
    const used = await tx.execute(
      'update identity.recovery_code set used_at = now() where user_id = $1 and code_hash = $2 and used_at is null',
      [userId, this.#hashOf(userId, code)],
    );
    return used === 1 ? this.left(tx, userId) : undefined;
  }

  left(tx: TenantTransaction, userId: string): Promise<number> {
    return tx.execute('select from identity.recovery_code where user_id = $1 and used_at is null', [userId]);
  }

  #hashOf(userId: string, code: string): string {
    const plain = code.toLowerCase().replace(/[^a-z0-9]/g, '');
    return this.keys.digest('recovery code', userId, plain).toString('base64url');
  }
}

function newCode(): string {
  const characters: string[] = [];
  while (characters.length < LENGTH) {
    // Bytes above the last whole multiple are thrown away, so that every character is as likely as any other.
    const usable = [...randomBytes(LENGTH)].filter((byte) => byte < 256 - (256 % ALPHABET.length));
    characters.push(...usable.map((byte) => ALPHABET[byte % ALPHABET.length] ?? ''));
  }
  return (characters.slice(0, LENGTH).join('').match(/.{4}/g) ?? []).join('-');
}
