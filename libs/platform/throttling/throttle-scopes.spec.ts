import { describe, expect, it } from 'vitest';
import { scopeOf } from './throttle-scopes.js';

describe('a request counts', () => {
  it.each([
    ['POST', '/api/v1/auth/login', 'auth'],
    ['POST', '/api/v1/auth/password/forgot', 'auth_strict'],
    ['POST', '/api/v1/auth/password/forgot', 'auth_strict'],
    ['POST', '/api/v1/auth/second-factor', 'auth_strict'],
    ['POST', '/api/v1/auth/refresh', 'auth'],
    ['GET', '/api/v1/auth/me', 'read'],
    ['GET', '/api/v1/therapy-sessions/:id', 'read'],
    ['POST', '/api/v1/therapy-sessions', 'write'],
    ['DELETE', '/api/v1/users/:id', 'write'],
    ['POST', '/api/v1/system/dead-letters/replay', 'system'],
    ['POST', '/graphql', 'read'],
    ['GET', undefined, 'default'],
    ['GET', '/health/live', undefined],
    ['GET', '/metrics', undefined],
    ['GET', '/graphiql', undefined],
    ['GET', '/api/docs/*', undefined],
    ['GET', '/api/openapi.json', undefined],
  ])('%s %s as %s', (method, route, scope) => {
    expect(scopeOf(method, route)).toBe(scope);
  });

  it('as its route declares', () => {
    expect(scopeOf('GET', '/api/v1/users', 'auth_strict')).toBe('auth_strict');
    expect(scopeOf('POST', '/api/v1/users', 'free')).toBeUndefined();
  });
});
