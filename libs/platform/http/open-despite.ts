import type { RequestContext } from '../context/request-context.js';
import { RouteConfig } from '../routes/route-config.js';

type Reason = NonNullable<RequestContext['despite']>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What {@link OpenDespite} says of the route. */
    despite?: Reason;
  }
}

/**
 * Declares a route or operation whose handler enters by `TenantDatabase.despite`: who may use it is told what is wrong with their
 * request, and not that the plan has ended.
 */
export const OpenDespite = (despite: Reason): MethodDecorator => RouteConfig({ despite });
