import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { UnauthenticatedError } from '../errors/application-error.js';

/** Header of a signed call: `<epoch milliseconds>.<signature, base64url>`. */
export const SIGNATURE_HEADER = 'x-praxis-signature';

/** Oldest call that is taken, which is also the most that the clocks of two processes may differ by. */
const LONGEST_MS = 60_000;
const FORM = /^(\d{13})\.([\w-]{43})$/;

/**
 * Shows that a call comes from a process of the same installation: HMAC-SHA-256 over time, what is called, and body, with a key of its own
 * that HKDF (RFC 5869) derives from JWT_SECRET, so that no access token can pass for a call or the other way round. The body
 * holds on whose behalf the call is made; a caller is trusted with that, as one in the same process is.
 */
export class CallSignature {
  readonly #key: KeyObject | undefined;

  /** @param secret absent: no call can be signed, and none is taken */
  constructor(secret: string | undefined) {
    if (secret)
      this.#key = createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', 'praxis contract calls 1', 32)));
  }

  /** The header's value. */
  sign(called: string, body: string, now = Date.now()): string {
    if (!this.#key) throw new Error('Calls to other processes are signed with JWT_SECRET, which is not set. Set it.');
    return `${now}.${this.#signature(this.#key, now, called, body).toString('base64url')}`;
  }

  /** @throws UnauthenticatedError for a signature that is missing, wrong, or older than a minute */
  verify(header: unknown, called: string, body: string, now = Date.now()): void {
    const [, time = '', signature = ''] = (typeof header === 'string' && FORM.exec(header)) || [];
    if (!this.#key || !time) throw new UnauthenticatedError('This call is not signed.');
    const expected = this.#signature(this.#key, Number(time), called, body);
    const isRight = timingSafeEqual(expected, Buffer.from(signature, 'base64url'));
    if (!isRight) throw new UnauthenticatedError('The signature of this call is not valid.');
    if (Math.abs(now - Number(time)) > LONGEST_MS) throw new UnauthenticatedError('This call is too old.');
  }

  #signature(key: KeyObject, time: number, called: string, body: string): Buffer {
    return createHmac('sha256', key).update(`${time}\n${called}\n${body}`).digest();
  }
}
