import type { FastifyRequest } from 'fastify';
import type { Actor } from '../context/actor.js';

/** An actor and until when the credential is good, in epoch milliseconds. */
export interface TokenHolder extends Actor {
  readonly expiresAt: number;
}

/** Finds out who is calling. The identity context provides it; sockets use it too. */
export abstract class Authentication {
  /**
   * Looks at the credential alone. Whether its sign-in still stands is asked by every transaction (`entering` in platform/database).
   * @returns undefined for a request without any credential
   * @throws UnauthenticatedError for a credential that is not valid
   */
  abstract authenticate(request: Pick<FastifyRequest, 'headers'>): Actor | undefined | Promise<Actor | undefined>;

  /**
   * For transports that stay connected, where no transaction would ask later: also asks the database, in one round trip,
   * whether the sign-in, the user and the account still stand.
   * @throws UnauthenticatedError, PlanInactiveError, PermissionDeniedError
   */
  abstract authenticateToken(token: string): Promise<TokenHolder>;
}
