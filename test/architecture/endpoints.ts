import type { Type } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { RESOLVER_TYPE_METADATA } from '@nestjs/graphql';
import { MESSAGE_MAPPING_METADATA } from '@nestjs/websockets/constants.js';
import { DEMAND, type Demand } from '#platform/http/demands.js';

export interface Endpoint {
  readonly kind: 'route' | 'operation' | 'socket event';
  /** `TherapySessionsController.schedule` */
  readonly name: string;
  readonly demand: Demand | undefined;
  /** Whether its documentation says that it needs a credential. */
  readonly documentsSignIn: boolean;
}

/** Of `@ApiBearerAuth()`. */
const SECURITY_METADATA = 'swagger/apiSecurity';
const OPERATIONS = ['Query', 'Mutation', 'Subscription'];

/** What can be called from outside on a controller, resolver or gateway. Resolvers of single fields serve an operation. */
export function endpointsOf(type: Type<object>): Endpoint[] {
  return methodsOf(type.prototype).flatMap(([name, method]) => {
    const kind = kindOf(method);
    const documentsSignIn = [type, method].some((each) => Reflect.hasMetadata(SECURITY_METADATA, each));
    const demand = Reflect.getMetadata(DEMAND, method);
    return kind ? [{ kind, name: `${type.name}.${name}`, demand, documentsSignIn }] : [];
  });
}

/** Those that do not say who may call them. */
export const undeclared = (endpoints: readonly Endpoint[]): string[] =>
  endpoints.filter(({ demand }) => !isDemand(demand)).map(({ name }) => name);

const isDemand = (demand: Demand | undefined): boolean =>
  demand === 'public' || demand === 'signed-in' || (typeof demand === 'object' && demand.roles.length > 0);

function kindOf(method: object): Endpoint['kind'] | undefined {
  if (Reflect.hasMetadata(METHOD_METADATA, method)) return 'route';
  if (OPERATIONS.includes(Reflect.getMetadata(RESOLVER_TYPE_METADATA, method))) return 'operation';
  return Reflect.hasMetadata(MESSAGE_MAPPING_METADATA, method) ? 'socket event' : undefined;
}

/** Inherited ones too. */
function methodsOf(prototype: object): [name: string, method: object][] {
  if (prototype === Object.prototype) return [];
  const own = Object.entries(Object.getOwnPropertyDescriptors(prototype));
  const methods = own.flatMap(([name, { value }]): [string, object][] =>
    typeof value === 'function' && name !== 'constructor' ? [[name, value]] : [],
  );
  return [...methods, ...methodsOf(Object.getPrototypeOf(prototype))];
}
