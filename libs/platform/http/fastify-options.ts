import type { FastifyServerOptions } from 'fastify';

/** Bounds on what a caller may send, before anything of ours looks at it. */
export const FASTIFY_OPTIONS: FastifyServerOptions = {
  bodyLimit: 256 * 1024,
  requestTimeout: 30_000,
  connectionTimeout: 0,
  keepAliveTimeout: 72_000,
  routerOptions: { maxParamLength: 200 },
  trustProxy: false,
  forceCloseConnections: 'idle',
  logger: false,
};
