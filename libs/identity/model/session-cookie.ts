import { randomBytes } from 'node:crypto';

const NAME = 'praxis_session';
/** Browsers take this name only over https, for the whole host and from nobody else, such as a page of a subdomain. */
const HOST_NAME = `__Host-${NAME}`;

/** Without a request for so long a session is over: somebody has left the desk. */
export const IDLE_HOURS = 12;

/** 256 bits that say nothing. */
export const newSessionCookie = (): string => randomBytes(32).toString('base64url');

/** The session that a `Cookie` header names. What others can plant does not win over what only we can set. */
export const sessionCookieIn = (header: string | undefined): string | undefined =>
  header === undefined ? undefined : (cookieNamed(HOST_NAME, header) ?? cookieNamed(NAME, header));

/** `Set-Cookie` headers; they say nothing of a time, so that the browser forgets it when it is closed. */
export const settingSessionCookie = (value: string, secure: boolean): string =>
  secure
    ? `${HOST_NAME}=${value}; Path=/; HttpOnly; Secure; SameSite=Lax`
    : `${NAME}=${value}; Path=/; HttpOnly; SameSite=Lax`;

export const clearingSessionCookie = (secure: boolean): string => `${settingSessionCookie('', secure)}; Max-Age=0`;

function cookieNamed(name: string, header: string): string | undefined {
  for (const pair of header.split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name) return value ?? '';
  }
  return undefined;
}
