import 'reflect-metadata';
import type { FastifyContextConfig } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route demands a sign-in: all that are not public. */
    signIn?: boolean;
  }
}

/** Where Nest finds what to hand over to Fastify as the configuration of a route. */
const ROUTE_CONFIG = '__fastify_route_config__';

/** Says something of a route to the stations that it passes before Nest, besides what other decorators say. */
export const RouteConfig =
  (config: FastifyContextConfig): MethodDecorator =>
  (_target, _name, descriptor) => {
    const method = descriptor.value as object;
    Reflect.defineMetadata(ROUTE_CONFIG, { ...routeConfigOf(method), ...config }, method);
  };

export const routeConfigOf = (handler: object): FastifyContextConfig =>
  Reflect.getMetadata(ROUTE_CONFIG, handler) ?? {};
