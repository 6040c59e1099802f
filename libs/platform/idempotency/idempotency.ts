import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../context/actor.js';
import type { Claim } from '../context/claim.js';
import { newId } from '../context/ids.js';
import { fingerprintOf } from './fingerprint.js';
import { BadIdempotencyKeyError } from './idempotency-errors.js';
import type { IdempotencyKeys } from './idempotency-keys.js';
import type { ReplayCheck } from './replay-check.js';
import { rightsOf } from './rights.js';

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const PRINTABLE = /^[\x20-\x7e]{1,255}$/;
/** Codes of GraphQL errors that come with status 200, though in REST they would free the key. */
const PASSING = /"code":"(?:INTERNAL_ERROR|SERVICE_UNAVAILABLE|RATE_LIMITED|UNAUTHENTICATED|PLAN_INACTIVE)"/;

/**
 * Whether a route does what a key asks for: the key is that of a user. Where nobody has signed in yet, answers hold what one signs in
 * with, which is never kept.
 */
export const honoursKey = (method: string, demandsSignIn: boolean): boolean => demandsSignIn && UNSAFE.has(method);

/** Carries out a request with an `Idempotency-Key` once, however often it is sent (docs/adr/0008). */
export class Idempotency {
  readonly #logger = new Logger('Idempotency');

  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly secret: string,
    private readonly replays: ReplayCheck,
    /** Whether the body of a GraphQL request is to change something. */
    private readonly isMutation: (body: unknown) => boolean,
  ) {}

  /** Whether {@link begin} has anything to do: a look at the headers, for the way of every request. */
  concerns({ headers, method, praxis, routeOptions }: FastifyRequest): boolean {
    if (headers['idempotency-key'] === undefined || !praxis.actor) return false;
    return honoursKey(method, routeOptions.config.signIn === true);
  }

  /**
   * Claims the key, or sends the answer that the request got before.
   * @returns whether the request goes on
   * @throws BadIdempotencyKeyError, and what {@link IdempotencyKeys.claim} and {@link ReplayCheck.pass} throw
   */
  async begin(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || !PRINTABLE.test(key)) throw new BadIdempotencyKeyError();
    if (request.routeOptions.url === '/graphql' && !this.isMutation(request.body)) return true;
    const { accountId, actor } = request.praxis;
    if (!accountId || !actor) return true;
    const claim: Claim = { accountId, userId: actor.userId, key, id: newId(), secret: false, objects: new Set() };
    const before = await this.keys.claim(request.praxis, claim, fingerprintOf(request, this.secret));
    if (!before) {
      request.praxis = { ...request.praxis, claim };
      return true;
    }
    await this.replays.pass(request.praxis, actor, before);
    reply.code(before.status).header('idempotency-replayed', 'true');
    if (before.contentType !== null) reply.type(before.contentType);
    reply.send(before.body ?? undefined);
    return false;
  }

  /** Keeps the answer, right before it leaves. An answer that cannot be kept leaves all the same. */
  async end(claim: Claim, reply: FastifyReply, payload: unknown): Promise<void> {
    try {
      const passing = isPassing(reply, payload);
      // What has had no effect has no secret to tell either, and may be tried again.
      if (passing || claim.secret) await this.keys.free(claim);
      if (passing) return;
      const { actor } = reply.request.praxis;
      await this.keys.answered(claim, rightsOf(actor as Actor), claim.secret ? undefined : storable(reply, payload));
    } catch (error) {
      this.#logger.warn({ event: 'idempotency.answer-not-kept', err: error });
    }
  }
}

/** Says nothing of the request itself, and may be otherwise when it is sent again. */
function isPassing({ statusCode, request }: FastifyReply, payload: unknown): boolean {
  if (statusCode >= 500 || statusCode === 429 || statusCode === 401 || statusCode === 402) return true;
  return request.routeOptions.url === '/graphql' && typeof payload === 'string' && PASSING.test(payload);
}

function storable(reply: FastifyReply, payload: unknown) {
  if (payload != null && typeof payload !== 'string') return undefined;
  const contentType = reply.getHeader('content-type');
  return {
    status: reply.statusCode,
    contentType: typeof contentType === 'string' ? contentType : null,
    body: payload ?? null,
  };
}
