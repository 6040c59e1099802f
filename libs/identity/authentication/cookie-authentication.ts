import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '#platform/database/system-database.js';
import { ForgedRequestError, type PresentedRequest, type TokenHolder } from '#platform/http/authentication.js';
import { CsrfTokens } from '../model/csrf-tokens.js';
import { SignInEndedError } from '../model/identity-errors.js';
import { secretHash } from '../model/secret-hash.js';
import { IDLE_HOURS, sessionCookieIn } from '../model/session-cookie.js';
import type { CredentialReader } from './credential-reader.js';
import { HOLDER_COLUMNS, type HolderRow, holderOf } from './holder-row.js';
import { isSameOrigin } from './same-origin.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

interface SessionRow extends HolderRow {
  readonly id: string;
  readonly expiresAt: Date;
}

const FIND = `
  with found as (
    select s.id, s.expires_at as "expiresAt", ${HOLDER_COLUMNS}
    from identity.sign_in s join identity.user u on u.account_id = s.account_id and u.id = s.user_id
    where s.kind = 'cookie' and s.token_hash = $1 and s.ended_at is null and s.expires_at > now()
      and s.refreshed_at > now() - make_interval(hours => ${IDLE_HOURS}) and u.active
  ), noted as (
    update identity.sign_in s set refreshed_at = now() from found
    where s.id = found.id and s.refreshed_at < now() - interval '1 minute'
  )
  select * from found`;

/**
 * The session cookie of a browser. The browser sends it whichever page asks, so what changes something must come from a page of
 * ours and carry the session's token: each of the two would do, and neither has to be trusted alone.
 */
@Injectable()
export class CookieAuthentication implements CredentialReader {
  constructor(
    private readonly system: SystemDatabase,
    private readonly csrfTokens: CsrfTokens,
  ) {}

  read(request: PresentedRequest): Promise<TokenHolder> | undefined {
    const cookie = sessionCookieIn(request.headers.cookie);
    return cookie === undefined ? undefined : this.#authenticate(request, cookie);
  }

  /** @throws SignInEndedError */
  async verify(cookie: string): Promise<TokenHolder & { readonly signInId: string }> {
    const [row] = await this.system.query<SessionRow>(FIND, [secretHash(cookie)]);
    if (!row) throw new SignInEndedError();
    return { ...holderOf(row), signInId: row.id, expiresAt: row.expiresAt.getTime(), credential: 'cookie' };
  }

  async #authenticate({ headers, method }: PresentedRequest, cookie: string): Promise<TokenHolder> {
    const holder = await this.verify(cookie);
    if (method !== undefined && SAFE.has(method)) return holder;
    if (!isSameOrigin(headers)) throw new ForgedRequestError('This request comes from a page of another origin.');
    if (!this.csrfTokens.matches(holder.signInId, String(headers['x-csrf-token'] ?? ''))) {
      throw new ForgedRequestError('Send the token of GET /api/v1/auth/csrf as X-CSRF-Token.');
    }
    return holder;
  }
}
