import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type RequestContext, runInContext } from '../context/request-context.js';
import { UnauthenticatedError } from '../errors/application-error.js';
import type { Authentication } from './authentication.js';
import { refuseDeepNesting } from './body-depth.js';
import { envelop } from './envelope.js';
import { SECURITY_HEADERS } from './security-headers.js';

declare module 'fastify' {
  interface FastifyRequest {
    praxis: RequestContext;
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
 * 1. request id        → taken or made, returned, and carried into logs, events, tasks and errors
 * 2. security headers  → on every answer
 * 3. authentication    → who is calling, and for which account; what is wrong with a bad credential is kept for 6
 * 4. body limits       → size where the server is made (`fastify-options.ts`), depth here
 * 5. context           → everything after runs inside the request's context
 * 6. permission        → PermissionGuard, from what the route declares; a public one bears a bad credential
 * 7. validation        → body and list parameters
 * 8. handler
 * 9. envelope          → what the handler returned, in the shape of interfaces.md
 *
 * The account's standing and the sign-in's validity are checked once more by the database when a handler opens a
 * transaction (`entering` in platform/database), so that no cache can let anyone in.
 */
export function installPipeline(server: FastifyInstance, authentication: Authentication): void {
  server.decorateRequest('praxis', null as never);

  server.addHook('onRequest', (request, reply, done) => {
    const requestId = header(request, 'x-request-id', WELL_FORMED) ?? request.id;
    request.praxis = {
      requestId,
      correlationId: header(request, 'x-correlation-id', WELL_FORMED) ?? requestId,
      traceparent: header(request, 'traceparent', TRACEPARENT),
    };
    reply.header('x-request-id', requestId);
    for (const [name, value] of SECURITY_HEADERS) reply.header(name, value);
    done();
  });

  server.addHook('onRequest', async (request) => {
    try {
      const actor = await authentication.authenticate(request);
      if (actor) request.praxis = { ...request.praxis, actor, accountId: actor.accountId };
    } catch (error) {
      if (!(error instanceof UnauthenticatedError)) throw error;
      request.praxis = { ...request.praxis, credentialError: error };
    }
  });

  server.addHook('preValidation', (request, _reply, done) => {
    if (request.body !== undefined) refuseDeepNesting(request.body);
    done();
  });

  // After the body has been read: its stream would otherwise lose the context again.
  server.addHook('preHandler', (request, _reply, done) => runInContext(request.praxis, done));

  server.addHook('preSerialization', (request, _reply, payload, done) => {
    done(null, isEnveloped(request) ? envelop(payload, request.praxis.requestId) : payload);
  });

  // A handler that returned nothing passes the serialization by.
  server.addHook('onSend', (request, reply, payload, done) => {
    const bare =
      payload == null && isEnveloped(request) && request.method !== 'HEAD' && !WITHOUT_BODY.has(reply.statusCode);
    if (!bare) return done(null, payload);
    reply.type('application/json; charset=utf-8');
    done(null, JSON.stringify(envelop(null, request.praxis.requestId)));
  });
}

const isEnveloped = ({ url }: FastifyRequest): boolean => url.startsWith('/api/v1/');

function header(request: FastifyRequest, name: string, form: RegExp): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && form.test(value) ? value : undefined;
}
