import { RouteConfig, routeConfigOf } from '../routes/route-config.js';

/** Requests per minute of one user or, for who is not signed in, one address. Plans may allow other numbers. */
export const THROTTLE_LIMITS = {
  /** Where a secret could be guessed or a mail be caused: reset, verification, second factor, set-up, who is known elsewhere. */
  auth_strict: 5,
  /** Signing in, refreshing, signing out. Guessing at passwords also meets the lock-out. */
  auth: 20,
  write: 60,
  read: 300,
  system: 100,
  default: 100,
} as const;

export type ThrottleScope = keyof typeof THROTTLE_LIMITS;
export type ThrottleLimits = Readonly<Partial<Record<ThrottleScope, number>>>;

/** How many times the limit of one user all users of an account have together, per scope. Sign-ins are counted by address only. */
export const ACCOUNT_SHARE = 20;

/** Seconds. */
export const THROTTLE_WINDOW = 60;

/** Health, metrics, documents and what their pages load. */
const FREE = /^\/(?:health|metrics|graphiql|api\/(?:docs|asyncapi|openapi))(?:[/.*]|$)/;
const STRICT =
  /^\/api\/v1\/(?:setup|auth\/(?:register|second-factor|totp|verify-email|verification|password|invitations?))(?:\/|$)/;
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What {@link Throttled} says of the route. */
    throttle?: ThrottleScope | 'free';
  }
}

/**
 * Counts a route in another scope than the one that follows from its method and address. An operation of GraphQL is counted in it as well
 * as in the one that all of its kind have.
 */
export const Throttled = (throttle: ThrottleScope | 'free'): MethodDecorator => RouteConfig({ throttle });

export const declaredScope = (handler: object): ThrottleScope | 'free' | undefined => routeConfigOf(handler).throttle;

/**
 * What a request counts as; undefined for what is never counted. A mutation of GraphQL counts as a write on top of this.
 * @param route its pattern, not the address that was sent: that could be spelled in many ways
 */
export function scopeOf(method: string, route = '', declared?: ThrottleScope | 'free'): ThrottleScope | undefined {
  if (declared) return declared === 'free' ? undefined : declared;
  const reads = READS.has(method);
  if (route.startsWith('/api/v1/')) {
    if (!reads && STRICT.test(route)) return 'auth_strict';
    if (!reads && route.startsWith('/api/v1/auth/')) return 'auth';
    if (route.startsWith('/api/v1/system/')) return 'system';
    return reads ? 'read' : 'write';
  }
  if (route === '/graphql') return 'read';
  return FREE.test(route) ? undefined : 'default';
}
