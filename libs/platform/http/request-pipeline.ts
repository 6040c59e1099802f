import { BadRequestException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, hasRole } from '../context/actor.js';
import { type RequestContext, runInContext } from '../context/request-context.js';
import { ResourceTracking } from '../context/resource-tracking.js';
import type { Throttle } from '../throttling/throttle.js';
import type { ThrottleLimits } from '../throttling/throttle-scopes.js';
import { OwnAccount, type RequestedPlace } from './account-context.js';
import { type Authentication, isRefusedCredential } from './authentication.js';
import { refuseDeepNesting } from './body-depth.js';
import { envelop } from './envelope.js';
import { SECURITY_HEADERS, TRANSPORT_SECURITY } from './security-headers.js';
import type { Stations } from './stations.js';
import { replaceError } from './unified-error-filter.js';

declare module 'fastify' {
  interface FastifyRequest {
    praxis: RequestContext;
    /** What the account's plan allows; defaults where it says nothing. */
    throttleLimits: ThrottleLimits | undefined;
  }
  interface FastifyInstance {
    /** For what is counted besides the request itself, such as the mutations within it. */
    throttle: Throttle | undefined;
  }
}

/** Well-formed ids of callers are taken over; anything else could forge log lines or headers. */
const WELL_FORMED = /^[\w.:-]{1,128}$/;
/** Statuses that end the answer with its headers. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The way of every request, in order. Read this and you know what happens before a controller runs:
 *
 *  1. request id         → taken or made, returned, and carried into logs, events, tasks and errors; resource tracking begins
 *  2. security headers   → on every answer
 *  3. authentication     → who is calling; what is wrong with a bad credential is kept for 9
 *  4. account context    → account, site and sector that the request works in
 *  5. throttle           → counted before anything of the body is read
 *  6. body limits        → size and time where the server is made (`fastify-options.ts`), depth here
 *  7. idempotency        → a key is claimed, or what its request was answered with is sent again
 *  8. context            → everything after runs inside the request's context
 *  9. permission         → PermissionGuard, from what the route declares; a public one bears a bad credential
 * 10. validation         → body and list parameters
 * 11. handler            → its first transaction asks whether sign-in, account and plan still stand (`entering`): 401, 402, 403
 * 12. standing           → asked now where none was opened, so before any refusal of 4 to 11 but for too many requests (429)
 * 13. envelope           → what the handler returned, in the shape of interfaces.md
 * 14. answer kept        → for the idempotency key; the resource report is made
 *
 * No cache can let anyone in: 11 or 12 ask the database. Validation comes after permission, so that nobody learns the shape of what
 * they may not do.
 */
export function installPipeline(
  server: FastifyInstance,
  authentication: Authentication,
  stations: Stations = {},
): void {
  const { accountContext = new OwnAccount(), standing, throttle, idempotency, reports } = stations;
  server.decorateRequest('praxis', null as never);
  server.decorateRequest('throttleLimits', undefined);
  server.decorate('throttle', throttle);

  server.addHook('onRequest', (request, reply, done) => {
    const requestId = header(request, 'x-request-id', WELL_FORMED) ?? request.id;
    request.praxis = {
      requestId,
      correlationId: header(request, 'x-correlation-id', WELL_FORMED) ?? requestId,
      traceparent: header(request, 'traceparent', TRACEPARENT),
      tracking: reports && wantsReport(request) ? new ResourceTracking() : undefined,
    };
    reply.header('x-request-id', requestId);
    for (const [name, value] of SECURITY_HEADERS) reply.header(name, value);
    if (request.protocol === 'https') reply.header(...TRANSPORT_SECURITY);
    done(lacksHost(request) ? new BadRequestException() : undefined);
  });

  server.addHook('onRequest', async (request, reply) => {
    let caller: Actor | undefined;
    try {
      caller = await tracked(request, () => authentication.authenticate(request));
      if (!caller) return;
      const place = await tracked(request, () => accountContext.resolve(request, caller as Actor));
      request.throttleLimits = place.throttle;
      request.praxis = actingAt(place, request.praxis, caller);
    } catch (error) {
      if (!isRefusedCredential(error)) {
        // They are known all the same, and the place is not what they are refused first if their account does not stand.
        if (caller) request.praxis = actingAt({ accountId: caller.accountId }, request.praxis, caller);
        throw error;
      }
      request.praxis = { ...request.praxis, credentialError: error };
    } finally {
      if (request.praxis.tracking) tellTracking(request, reply);
    }
  });

  server.addHook('onRequest', (request, reply, done) => {
    after(throttle && tracked(request, () => throttle.admit(request, reply)), done);
  });

  server.addHook('preValidation', (request, _reply, done) => {
    if (request.body !== undefined) refuseDeepNesting(request.body);
    done();
  });

  server.addHook('preHandler', (request, reply, done) => {
    if (!idempotency?.concerns(request)) return done();
    idempotency.begin(request, reply).then((goesOn) => goesOn && done(), done);
  });

  // After the body has been read: its stream would otherwise lose the context again.
  server.addHook('preHandler', (request, _reply, done) => {
    runInContext(request.praxis, done);
  });

  // For whatever form the answer has: a handler that returned nothing passes the serialization by.
  server.addHook('onSend', (_request, reply, payload, done) => {
    const asked = standing?.askFor(reply);
    if (!asked) return done(null, payload);
    asked.then(
      () => done(null, payload),
      // An error has been through the handler of errors, which Fastify does not call again.
      (refusal) => (reply.statusCode < 400 ? done(refusal) : done(null, replaceError(refusal, reply))),
    );
  });

  server.addHook('preSerialization', (request, _reply, payload, done) => {
    done(null, isEnveloped(request) ? envelop(payload, request.praxis.requestId) : payload);
  });

  server.addHook('onSend', (request, reply, payload, done) => {
    const bare =
      payload == null && isEnveloped(request) && request.method !== 'HEAD' && !WITHOUT_BODY.has(reply.statusCode);
    if (!bare) return done(null, payload);
    reply.type('application/json; charset=utf-8');
    done(null, JSON.stringify(envelop(null, request.praxis.requestId)));
  });

  server.addHook('onSend', (request, reply, payload, done) => {
    const { claim, tracking } = request.praxis;
    after(claim && idempotency?.end(claim, reply, payload), () => {
      if (tracking) keepReport(request, reply, tracking);
      done();
    });
  });

  // Also of those that nobody waits for any more.
  server.addHook('onResponse', (request, _reply, done) => {
    request.praxis?.tracking?.end();
    done();
  });

  function keepReport(request: FastifyRequest, { statusCode: status }: FastifyReply, tracking: ResourceTracking): void {
    const { requestId, accountId } = request.praxis;
    tracking.end();
    const route = request.routeOptions.url ?? '';
    if (accountId) reports?.keep(accountId, tracking.report({ requestId, method: request.method, route, status }));
  }
}

/** Without it nobody knows which of several places is meant; HTTP/1.1 demands it. */
const lacksHost = ({ headers, raw }: FastifyRequest): boolean =>
  raw.httpVersion === '1.1' && headers.host === undefined;

const isEnveloped = ({ url }: FastifyRequest): boolean => url.startsWith('/api/v1/');

/** Goes on at once where there is nothing to wait for: most stations of most requests. */
function after(work: Promise<unknown> | undefined, done: (error?: Error) => void): void {
  if (work) work.then(() => done(), done);
  else done();
}

/** In the account that they are in, who may cross acts as one of its own would. */
function actingAt(place: RequestedPlace, context: RequestContext, caller: Actor): RequestContext {
  const { accountId, siteId, sectorId } = place;
  const actor = accountId === caller.accountId ? caller : { ...caller, accountId };
  return { ...context, actor, accountId, siteId, sectorId, standing: { owed: false, asked: false } };
}

const wantsReport = ({ headers }: FastifyRequest): boolean => headers['x-debug-resource-tracking'] === 'true';

/** What is done before the request’s context begins is part of what it costs. */
function tracked<T>({ praxis }: FastifyRequest, work: () => T): T {
  return praxis.tracking ? runInContext(praxis, work) : work();
}

/** Nobody else is told, and their tracking is forgotten. */
function tellTracking(request: FastifyRequest, reply: FastifyReply): void {
  const { tracking, actor } = request.praxis;
  if (actor && hasRole(actor, 'developer', 'admin')) {
    reply.header('x-resource-tracking-id', tracking?.id);
  } else {
    tracking?.end();
    request.praxis = { ...request.praxis, tracking: undefined };
  }
}

function header(request: FastifyRequest, name: string, form: RegExp): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && form.test(value) ? value : undefined;
}
