import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';

/** What the bench tells a reference server through its environment. */
export interface ReferenceSettings {
  /** Connection of the role under row-level security. */
  readonly appRoleUrl: string;
  readonly accountId: string;
  /** Connections to Postgres; pipelining makes a few enough for many requests at once. */
  readonly connections: number;
}

export const settings: ReferenceSettings = JSON.parse(process.env.REFERENCE_SETTINGS ?? '{}');

export const bareServer = (): FastifyInstance => fastify({ logger: false, keepAliveTimeout: 60_000 });

export const newRequestId = (): string => `req_${randomUUID()}`;

export function sendJson(reply: FastifyReply, requestId: string, json: string): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').header('x-request-id', requestId).send(json);
}

/** Listens on a free port of 127.0.0.1 and tells the bench which. */
export async function serve(server: FastifyInstance): Promise<void> {
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  process.on('disconnect', () => process.exit());
  process.send?.({ ready: { url } });
}
