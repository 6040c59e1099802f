import { Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { newId } from '../context/ids.js';
import { runInContext } from '../context/request-context.js';
import { UnauthenticatedError } from '../errors/application-error.js';
import { Authentication, type ConnectionCredential } from '../http/authentication.js';
import { errorAnswer } from '../http/error-response.js';
import { EventTail } from '../messaging/event-tail.js';
import { Throttle } from '../throttling/throttle.js';
import type { LiveSocket } from './live-socket.js';

type Next = (refusal?: Error) => void;

const LONGEST_TOKEN = 8_192;

/** Lets in who brings a valid access token, API key or session cookie, and tells others why not: `connect_error` with `data.code`. */
@Injectable()
export class SocketHandshake {
  readonly #logger = new Logger('Sockets');

  constructor(
    private readonly modules: ModuleRef,
    private readonly tail: EventTail,
    private readonly throttle: Throttle,
  ) {}

  readonly admit = (socket: LiveSocket, next: Next): void => {
    const requestId = `req_${newId()}`;
    void runInContext({ requestId, correlationId: requestId }, async () => {
      const refusal = await this.#refusalOf(socket, requestId);
      if (refusal !== 'later') next(refusal);
      // An error in answer would end the client's tries; a closed connection makes it try again after a while.
      else socket.conn.close();
    });
  };

  async #refusalOf(socket: LiveSocket, requestId: string): Promise<Error | 'later' | undefined> {
    const admittedAt = performance.now();
    let letGo: (() => void) | undefined;
    try {
      // Before the database is asked: what ends the sign-in after its answer must not be missed.
      letGo = await this.tail.hold();
      const authentication = this.modules.get(Authentication, { strict: false });
      const actor = await authentication.authenticateConnection(credentialOf(socket.handshake), (holder) =>
        this.throttle.countConnection(holder),
      );
      Object.assign(socket.data, { actor, admittedAt });
      if (socket.conn.readyState === 'open') socket.conn.once('close', letGo);
      else letGo();
      return undefined;
    } catch (thrown) {
      letGo?.();
      const { address } = socket.data;
      const { status, error } = errorAnswer(await this.#counted(thrown, address), requestId);
      this.#logger.debug({ event: 'socket.refused', code: error.code, address });
      const { code, message, details } = error;
      const data = status === 429 ? { code, message, retryAfter: details.retryAfter } : { code, message };
      return status >= 500 ? 'later' : Object.assign(new Error(message), { data });
    }
  }

  /** Whoever tries credentials is told no more of them, not even that they are not good, when these were too many. */
  async #counted(thrown: unknown, address: string): Promise<unknown> {
    if (!(thrown instanceof UnauthenticatedError)) return thrown;
    try {
      await this.throttle.countFailure(address);
      return thrown;
    } catch (refusal) {
      return refusal;
    }
  }
}

/**
 * The cookie counts only where no token is given at all. Pages of other origins cannot make a browser bring it: they were turned away
 * before (`origin-check.ts`).
 * @throws UnauthenticatedError
 */
function credentialOf({ auth: { token }, headers: { cookie } }: LiveSocket['handshake']): ConnectionCredential {
  if (typeof token === 'string' && token.length > 0 && token.length <= LONGEST_TOKEN) return { token };
  if (token === undefined && cookie) return { cookies: cookie };
  throw new UnauthenticatedError('Give an access token as "auth.token" to connect, or sign in with a cookie.');
}
