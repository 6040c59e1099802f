import type { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForgedRequestError } from '#platform/http/authentication.js';
import { isSameOrigin } from '../authentication/same-origin.js';
import { EndSessionOfCookie } from '../commands/end-session-of-cookie.js';
import { clearingSessionCookie, sessionCookieIn, settingSessionCookie } from '../model/session-cookie.js';
import type { SignedIn } from '../model/sign-ins.js';
import type { SessionKind, Visit } from '../model/visit.js';
import type { PresentedUsers } from './present-user.js';

/**
 * @throws ForgedRequestError for a page of another origin that wants to sign its visitor in here, as somebody of its choice
 */
export function visitOf({ ip, headers }: FastifyRequest, session: SessionKind = 'token'): Visit {
  if (session === 'cookie' && !isSameOrigin(headers)) {
    throw new ForgedRequestError('Only pages of this server can sign in with a cookie.');
  }
  return { session, address: ip, userAgent: headers['user-agent'] ?? null };
}

/**
 * Answers with what somebody goes away with who has just signed in. A cookie is always a new one, and the session that the browser
 * brought along has ended before it is told of: a cookie that was planted beforehand opens nothing.
 */
export async function handOver(
  commands: CommandBus,
  users: PresentedUsers,
  request: FastifyRequest,
  reply: FastifyReply,
  signedIn: SignedIn,
): Promise<object> {
  const previous = sessionCookieIn(request.headers.cookie);
  if (previous) await commands.execute(new EndSessionOfCookie(previous));
  if ('cookie' in signedIn) reply.header('set-cookie', settingSessionCookie(signedIn.cookie, isSecure(request)));
  return presentSignedIn(users, signedIn);
}

export function forgetCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('set-cookie', clearingSessionCookie(isSecure(request)));
}

/** Everything but the cookie, which no script is to see. */
export async function presentSignedIn(users: PresentedUsers, signedIn: SignedIn): Promise<object> {
  const user = await users.one(signedIn.actor, signedIn.user);
  if ('cookie' in signedIn) return { csrfToken: signedIn.csrfToken, user };
  const { accessToken, refreshToken, expiresIn } = signedIn;
  return { accessToken, refreshToken, expiresIn, user };
}

const isSecure = ({ protocol }: FastifyRequest): boolean => protocol === 'https';
