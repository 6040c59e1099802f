import type { FastifyRequest } from 'fastify';
import type { Actor } from '../context/actor.js';
import { PermissionDeniedError, UnauthenticatedError } from '../errors/application-error.js';

/** An actor and until when the credential is good, in epoch milliseconds. */
export interface TokenHolder extends Actor {
  readonly expiresAt: number;
}

/** What of a request tells who sent it. Without a method it is one that changes something. */
export type PresentedRequest = Pick<FastifyRequest, 'headers'> & Partial<Pick<FastifyRequest, 'method' | 'ip'>>;

/** What somebody shows who wants to stay connected: a token or API key, or else the cookies of the handshake. */
export interface ConnectionCredential {
  readonly token?: string;
  /** The `Cookie` header. */
  readonly cookies?: string;
}

/** 403. A browser sent a cookie along, but the page that made it do so could not show that it is ours. */
export class ForgedRequestError extends PermissionDeniedError {
  constructor(reason: string) {
    super('PERMISSION_DENIED', { reason });
  }
}

/** What a credential is refused with. Only what demands a credential fails with it; what is public does not look. */
export const isRefusedCredential = (thrown: unknown): thrown is CredentialRefusal =>
  thrown instanceof UnauthenticatedError || thrown instanceof ForgedRequestError;

export type CredentialRefusal = UnauthenticatedError | ForgedRequestError;

/** Finds out who is calling. The identity context provides it; sockets use it too. */
export abstract class Authentication {
  /**
   * Looks at the credential. Whether its sign-in still stands is asked by every transaction (`entering` in platform/database).
   * @returns undefined for a request without any credential
   * @throws UnauthenticatedError for a credential that is not valid, ForgedRequestError
   */
  abstract authenticate(request: PresentedRequest): Actor | undefined | Promise<Actor | undefined>;

  /**
   * For transports that stay connected, where no transaction would ask later: also asks the database whether the sign-in, the
   * user and the account still stand.
   * @param known called when it is known who it is, before the database is asked whether they may; may throw
   * @throws UnauthenticatedError, PlanInactiveError, PermissionDeniedError
   */
  abstract authenticateConnection(
    credential: ConnectionCredential,
    known?: (holder: TokenHolder) => Promise<void> | undefined,
  ): Promise<TokenHolder>;
}
