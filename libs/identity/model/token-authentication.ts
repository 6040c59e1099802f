import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { Authentication, type TokenHolder } from '#platform/http/authentication.js';
import { AccessTokens } from './access-tokens.js';
import { InvalidTokenError } from './identity-errors.js';

const BEARER = /^bearer +([\w.~+/=-]+)$/i;

/** Authentication by access token. */
@Injectable()
export class TokenAuthentication extends Authentication {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly database: TenantDatabase,
  ) {
    super();
  }

  override authenticate({ headers }: Pick<FastifyRequest, 'headers'>): Actor | undefined | Promise<Actor> {
    if (headers.authorization === undefined) return undefined;
    const token = BEARER.exec(headers.authorization)?.[1];
    if (!token) throw new InvalidTokenError();
    return this.tokens.verify(token);
  }

  override async authenticateToken(token: string): Promise<TokenHolder> {
    const holder = await this.tokens.verify(token);
    // Entering the tenant is the question; there is nothing to read.
    return this.database.forAccount(holder.accountId, { actor: holder }).readTogether(async () => holder);
  }
}
