import type { FastifyServerOptions } from 'fastify';
import { newId } from '../context/ids.js';
import { answerWithError } from './unified-error-filter.js';

/** Bounds on what a caller may send, before anything of ours looks at it. */
export const FASTIFY_OPTIONS: FastifyServerOptions = {
  bodyLimit: 256 * 1024,
  requestTimeout: 30_000,
  connectionTimeout: 0,
  keepAliveTimeout: 72_000,
  // Longer than a request line can be: what is no id is answered by the route, in the unified form.
  routerOptions: { maxParamLength: 20_000 },
  trustProxy: false,
  forceCloseConnections: 'idle',
  logger: false,
  genReqId: () => `req_${newId()}`,
  // What is wrong before any route or hook is reached, such as an address that cannot be decoded.
  frameworkErrors: (error, request, reply) => {
    reply.header('x-request-id', request.id);
    answerWithError(error, request, reply);
  },
};
