import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DerivedKeys } from './derived-keys.js';

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

/** The signing key is another one than when it was sealed, or the row was tampered with. */
export class SealBrokenError extends Error {
  constructor(options: { cause: unknown }) {
    super(
      'A stored second factor cannot be opened: JWT_SECRET has changed, or the row was altered. ' +
        'Set the former JWT_SECRET, or have a manager take the second factor away.',
      options,
    );
  }
}

/** Secrets that have to be read again, encrypted and bound to whose they are: a row moved to another user does not open. */
@Injectable()
export class SealedSecrets {
  constructor(private readonly keys: DerivedKeys) {}

  seal(secret: Buffer, owner: string): string {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(CIPHER, this.keys.of('second factor secret'), nonce).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** @throws SealBrokenError */
  open(sealed: string, owner: string): Buffer {
    const bytes = Buffer.from(sealed, 'base64url');
    const nonce = bytes.subarray(0, NONCE);
    try {
      const decipher = createDecipheriv(CIPHER, this.keys.of('second factor secret'), nonce, { authTagLength: TAG })
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]);
    } catch (cause) {
      throw new SealBrokenError({ cause });
    }
  }
}
