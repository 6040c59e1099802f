import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DerivedKeys } from './derived-keys.js';

/**
 * What a page shows to prove that it can read what we answer, which no page of another origin can. Bound to one sign-in, so
 * that a token planted from another one is of no use; nothing has to be kept (OWASP: HMAC-based token pattern).
 */
@Injectable()
export class CsrfTokens {
  constructor(private readonly keys: DerivedKeys) {}

  of(signInId: string): string {
    return this.keys.digest('csrf', signInId).toString('base64url');
  }

  matches(signInId: string, token: string): boolean {
    const [expected, given] = [Buffer.from(this.of(signInId)), Buffer.from(token)];
    return expected.length === given.length && timingSafeEqual(expected, given);
  }
}
