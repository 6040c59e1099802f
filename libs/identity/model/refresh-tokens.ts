import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { newId } from '#platform/context/ids.js';
import { SignInEndedError } from './identity-errors.js';
import { secretHash } from './secret-hash.js';
import { SigningKey } from './signing-key.js';

const ISSUER = 'praxis';
const AUDIENCE = 'praxis:refresh';

/** The sign-in that a refresh token belongs to. */
export interface SignInRef {
  readonly id: string;
  readonly userId: string;
  readonly accountId: string;
}

/** A genuine token; whether it is the current one of its sign-in is for the sign-in to say. */
export interface PresentedToken extends SignInRef {
  readonly expiresAt: Date;
  readonly hash: string;
}

/**
 * Refresh tokens say which sign-in of which account they belong to, so that no table has to be readable across tenants, and
 * are signed, so that only a token that was really given out can end a sign-in by being used twice.
 */
@Injectable()
export class RefreshTokens {
  readonly #jwt: JwtService;

  constructor({ secret, id }: SigningKey) {
    this.#jwt = new JwtService({
      secret,
      signOptions: { algorithm: 'HS256', keyid: id, issuer: ISSUER, audience: AUDIENCE },
      verifyOptions: { algorithms: ['HS256'], issuer: ISSUER, audience: AUDIENCE },
    });
  }

  issue({ id, userId, accountId }: SignInRef, expiresAt: Date): string {
    const exp = Math.floor(expiresAt.getTime() / 1000);
    return this.#jwt.sign({ sid: id, acc: accountId, exp }, { subject: userId, jwtid: newId() });
  }

  /** @throws SignInEndedError for anything that is not a token given out by us and still good */
  async read(token: string): Promise<PresentedToken> {
    const { sid, sub, acc, exp } = await this.#jwt
      .verifyAsync<{ sid: string; sub: string; acc: string; exp: number }>(token)
      .catch(() => Promise.reject(new SignInEndedError()));
    return { id: sid, userId: sub, accountId: acc, expiresAt: new Date(exp * 1000), hash: secretHash(token) };
  }
}
