import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { newId } from '#platform/context/ids.js';
import { SecondFactorRefusedError } from './credential-errors.js';
import { SigningKey } from './signing-key.js';

/** Seconds between the password and the code. */
const LIFETIME = 300;
const ISSUER = 'praxis';
/** Another one than that of tokens, so that it opens nothing by itself. */
const AUDIENCE = 'praxis:second-factor';

/** Somebody who has given their password, and when, by the database's clock. */
export interface Challenged {
  readonly userId: string;
  readonly accountId: string;
  readonly issuedAt: number;
  /** Tells whether it is still the same password, and nothing else of it. */
  readonly passwordMark: string;
}

/** A hash that has its salt, hashed and cut. */
export const passwordMark = (passwordHash: string): string =>
  createHash('sha256').update(`challenge ${passwordHash}`).digest('base64url').slice(0, 16);

/** What stands between the password and the code of a sign-in. */
@Injectable()
export class SecondFactorChallenges {
  readonly #jwt: JwtService;

  constructor({ secret, id }: SigningKey) {
    this.#jwt = new JwtService({
      secret,
      signOptions: { algorithm: 'HS256', keyid: id, issuer: ISSUER, audience: AUDIENCE, expiresIn: LIFETIME },
      verifyOptions: { algorithms: ['HS256'], issuer: ISSUER, audience: AUDIENCE },
    });
  }

  issue({ userId, accountId, issuedAt, passwordMark }: Challenged): string {
    return this.#jwt.sign({ acc: accountId, iatMs: issuedAt, pwm: passwordMark }, { subject: userId, jwtid: newId() });
  }

  /** @throws SecondFactorRefusedError for anything that is not a challenge given out by us and still good */
  async read(challenge: string): Promise<Challenged> {
    const { sub, acc, iatMs, pwm } = await this.#jwt
      .verifyAsync<{ sub: string; acc: string; iatMs: number; pwm: string }>(challenge)
      .catch(() => Promise.reject(new SecondFactorRefusedError()));
    return { userId: sub, accountId: acc, issuedAt: iatMs, passwordMark: pwm };
  }
}
