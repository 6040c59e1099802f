import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SigningKey } from './signing-key.js';

export type KeyPurpose =
  | 'one-time token'
  | 'attempts'
  | 'second factor secret'
  | 'recovery code'
  | 'csrf'
  | 'basic header';

/** One key per purpose out of the signing key (HKDF, RFC 5869), so that nothing made for one purpose passes for another. */
@Injectable()
export class DerivedKeys {
  readonly #keys = new Map<KeyPurpose, Buffer>();

  constructor(private readonly signingKey: SigningKey) {}

  /** 32 bytes. */
  of(purpose: KeyPurpose): Buffer {
    const known = this.#keys.get(purpose);
    if (known) return known;
    const key = Buffer.from(hkdfSync('sha256', this.signingKey.secret, '', `praxis ${purpose}`, 32));
    this.#keys.set(purpose, key);
    return key;
  }

  /** HMAC-SHA256 under the purpose's key: what is kept cannot be searched for by who has only the database. */
  digest(purpose: KeyPurpose, ...parts: readonly (string | Buffer)[]): Buffer {
    const hmac = createHmac('sha256', this.of(purpose));
    for (const part of parts) hmac.update(part).update('\0');
    return hmac.digest();
  }
}
