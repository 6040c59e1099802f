import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import {
  Authentication,
  type ConnectionCredential,
  type PresentedRequest,
  type TokenHolder,
} from '#platform/http/authentication.js';
import { isApiKey } from '../model/api-key-secret.js';
import { SignInEndedError } from '../model/identity-errors.js';
import { sessionCookieIn } from '../model/session-cookie.js';
import { ApiKeyAuthentication } from './api-key-authentication.js';
import { BasicAuthentication } from './basic-authentication.js';
import { CookieAuthentication } from './cookie-authentication.js';
import type { CredentialReader } from './credential-reader.js';
import { TokenAuthentication } from './token-authentication.js';

/** API key → access token → session cookie → basic. The first of them that a request has decides, be it good or not. */
@Injectable()
export class AuthenticationChain extends Authentication {
  readonly #readers: readonly CredentialReader[];

  constructor(
    private readonly apiKeys: ApiKeyAuthentication,
    private readonly tokens: TokenAuthentication,
    private readonly cookies: CookieAuthentication,
    basic: BasicAuthentication,
    private readonly database: TenantDatabase,
  ) {
    super();
    this.#readers = [apiKeys, tokens, cookies, basic];
  }

  override authenticate(request: PresentedRequest): Actor | undefined | Promise<Actor> {
    for (const reader of this.#readers) {
      const holder = reader.read(request);
      if (holder) return holder;
    }
    return undefined;
  }

  override async authenticateConnection(
    { token, cookies }: ConnectionCredential,
    known?: (holder: TokenHolder) => Promise<void> | undefined,
  ): Promise<TokenHolder> {
    const holder = await this.#verify(token, sessionCookieIn(cookies));
    await known?.(holder);
    await this.database.forAccount(holder.accountId, { actor: holder }).verifyStanding();
    return holder;
  }

  #verify(token: string | undefined, cookie: string | undefined): TokenHolder | Promise<TokenHolder> {
    if (token !== undefined) return isApiKey(token) ? this.apiKeys.verify(token) : this.tokens.verify(token);
    if (cookie !== undefined) return this.cookies.verify(cookie);
    throw new SignInEndedError();
  }
}
