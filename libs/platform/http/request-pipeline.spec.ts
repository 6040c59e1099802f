import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPipeline } from './request-pipeline.js';

let server: FastifyInstance;

beforeAll(() => {
  server = Fastify();
  installPipeline(server, { authenticate: () => undefined, authenticateConnection: () => Promise.reject() });
  const answering = (path: string, payload: unknown, status = 200) =>
    server.all(path, (_request, reply) => void reply.code(status).send(payload));
  answering('/api/v1/nothing', undefined);
  answering('/api/v1/null', null);
  answering('/api/v1/made', undefined, 201);
  answering('/api/v1/gone', undefined, 204);
  answering('/health/nothing', undefined);
});
afterAll(() => server.close());

describe('an answer without content', () => {
  it.each([
    ['GET', '/api/v1/nothing', 200],
    ['POST', '/api/v1/made', 201],
    ['DELETE', '/api/v1/null', 200],
  ] as const)('is enveloped (%s %s)', async (method, url, status) => {
    const answer = await server.inject({ method, url });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['content-length']).toBe(String(answer.body.length));
    expect(answer.json()).toEqual({ success: true, data: null, requestId: answer.headers['x-request-id'] });
  });

  it.each([
    ['GET', '/api/v1/gone', 204],
    ['HEAD', '/api/v1/nothing', 200],
    ['GET', '/health/nothing', 200],
  ] as const)('stays without (%s %s)', async (method, url, status) => {
    const answer = await server.inject({ method, url });
    expect([answer.statusCode, answer.body]).toEqual([status, '']);
  });
});
