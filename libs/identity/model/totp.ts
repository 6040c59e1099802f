import { Secret, TOTP } from 'otpauth';

/** RFC 6238 with what authenticator apps assume: SHA-1, 6 digits, 30 seconds. */
const FORM = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Steps before and after now that are taken: clocks differ, and people type slowly. */
const WINDOW = 1;

export const isTotpCode = (code: string): boolean => /^\d{6}$/.test(code);

/** What an authenticator app reads, as a QR code or typed in. */
export function enrolment(secret: Uint8Array, email: string): { secret: string; uri: string } {
  const totp = new TOTP({ ...FORM, issuer: 'Praxis', label: email, secret: asSecret(secret) });
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/** The time step that a code is of; undefined when it is not of one near `now` (epoch milliseconds). */
export function stepOf(secret: Uint8Array, code: string, now: number): number | undefined {
  if (!isTotpCode(code)) return undefined;
  const delta = TOTP.validate({ ...FORM, token: code, secret: asSecret(secret), timestamp: now, window: WINDOW });
  return delta === null ? undefined : TOTP.counter({ period: FORM.period, timestamp: now }) + delta;
}

/** 160 bits, as RFC 4226 recommends. */
export const TOTP_SECRET_BYTES = 20;

const asSecret = (bytes: Uint8Array) => new Secret({ buffer: Uint8Array.from(bytes).buffer });
