import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';
import { newId } from '../context/ids.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { answerWithError } from './unified-error-filter.js';
import { answerUnreadable } from './unreadable-request.js';

/** Bounds on what a caller may send, before anything of ours looks at it. */
export const FASTIFY_OPTIONS: FastifyHttpOptions<Server> = {
  bodyLimit: 1024 * 1024,
  // From the first byte of a request to its last; who sends more slowly is answered with 408.
  requestTimeout: 30_000,
  connectionTimeout: 0,
  http: {
    // Bytes of request line and headers, and milliseconds within which they must be there.
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    connectionsCheckingInterval: 5_000,
    // Node would refuse without a word; the pipeline does in the unified form.
    requireHostHeader: false,
  },
  keepAliveTimeout: 72_000,
  // Longer than a request line can be: what is no id is answered by the route, in the unified form.
  routerOptions: { maxParamLength: 20_000 },
  trustProxy: false,
  forceCloseConnections: 'idle',
  logger: false,
  genReqId: () => `req_${newId()}`,
  clientErrorHandler: answerUnreadable,
  // What is wrong before any route or hook is reached, such as an address that cannot be decoded.
  frameworkErrors: (error, request, reply) => {
    reply.header('x-request-id', request.id);
    for (const [name, value] of SECURITY_HEADERS) reply.header(name, value);
    answerWithError(error, request, reply);
  },
};

/** Connections that a process has open at once; more are closed as soon as they are made. */
export const MOST_CONNECTIONS = 10_000;
