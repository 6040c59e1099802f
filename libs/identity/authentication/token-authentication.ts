import { Injectable } from '@nestjs/common';
import type { PresentedRequest, TokenHolder } from '#platform/http/authentication.js';
import { AccessTokens } from '../model/access-tokens.js';
import { InvalidTokenError } from '../model/identity-errors.js';
import type { CredentialReader } from './credential-reader.js';

const BEARER = /^bearer +([\w.~+/=-]+)$/i;
/** Have their own readers. */
const OTHERS = /^(apikey|basic) /i;

/** `Authorization: Bearer …`: an access token. Any scheme that nobody knows is refused here. */
@Injectable()
export class TokenAuthentication implements CredentialReader {
  constructor(private readonly tokens: AccessTokens) {}

  read({ headers: { authorization } }: PresentedRequest): TokenHolder | Promise<TokenHolder> | undefined {
    if (authorization === undefined || OTHERS.test(authorization)) return undefined;
    return this.verify(BEARER.exec(authorization)?.[1]);
  }

  /** @throws InvalidTokenError */
  verify(token: string | undefined): TokenHolder | Promise<TokenHolder> {
    if (!token) throw new InvalidTokenError();
    return this.tokens.verify(token);
  }
}
