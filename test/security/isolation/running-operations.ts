import { type INestApplication, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { RESOLVER_NAME_METADATA, RESOLVER_TYPE_METADATA } from '@nestjs/graphql/dist/graphql.constants.js';
import { MESSAGE_MAPPING_METADATA, MESSAGE_METADATA } from '@nestjs/websockets/constants.js';
import { DEMAND, type Demand } from '#platform/http/demands.js';
import { TaskCatalogue } from '#platform/tasks/task-catalogue.js';

export type Door = 'rest' | 'graphql' | 'socket';

/** Name → what it demands; undefined where it declares nothing. */
export type RunningOperations = ReadonlyMap<string, Demand | undefined>;

/** All that can be called, as the application runs it: what is not in its description is found as well. */
export function runningOperations(app: INestApplication): Record<Door | 'task', RunningOperations> {
  const found = { rest: new Map(), graphql: new Map(), socket: new Map() };
  for (const type of classesOf(app)) {
    for (const method of methodsOf(type.prototype)) {
      const demand = Reflect.getMetadata(DEMAND, method);
      for (const name of routesOf(type, method)) found.rest.set(name, demand);
      const operation = graphqlOperationOf(method);
      if (operation) found.graphql.set(operation, demand);
      if (Reflect.hasMetadata(MESSAGE_MAPPING_METADATA, method)) {
        found.socket.set(Reflect.getMetadata(MESSAGE_METADATA, method), demand);
      }
    }
  }
  const tasks = app.get(TaskCatalogue, { strict: false }).tasks;
  return { ...found, task: new Map(tasks.map(({ name }) => [name, undefined])) };
}

/** Addresses that the server answers without a handler of Nest. */
export const BESIDE_NEST = [/^\/graphql$/, /^\/graphiql/, /^\/api\/(docs|asyncapi|(openapi|asyncapi)\.json)/, /^\/$/];

/** The server names the parameters of two routes alike where they share one place. */
export const nameless = (address: string): string => address.replace(/\{\w+\}/g, '{}');

/** Every address of the server, handlers of Nest or not, as `get /api/v1/users/{}`. */
export function addressesOf(tree: string): string[] {
  const found: string[] = [];
  const path: string[] = [];
  for (const line of tree.split('\n')) {
    const parts = /^((?:│ {3}| {4})*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (!parts) continue;
    const [, indent = '', segment = '', methods] = parts;
    path.splice(indent.length / 4, path.length, segment);
    const address = path.join('').replace(/:\w+(\|:\w+)*/g, '{}');
    for (const method of methods?.split(', ') ?? []) found.push(`${method.toLowerCase()} ${address}`);
  }
  return found;
}

function classesOf(app: INestApplication): ReadonlySet<Type<object>> {
  const wrappers = [...app.get(ModulesContainer).values()].flatMap(({ controllers, providers }) => [
    ...controllers.values(),
    ...providers.values(),
  ]);
  return new Set(wrappers.flatMap(({ metatype }) => (metatype?.prototype ? [metatype as Type<object>] : [])));
}

function methodsOf(prototype: object | null): object[] {
  if (!prototype || prototype === Object.prototype) return [];
  const own = Object.values(Object.getOwnPropertyDescriptors(prototype)).map(({ value }) => value);
  return [...own.filter((value) => typeof value === 'function'), ...methodsOf(Object.getPrototypeOf(prototype))];
}

function routesOf(type: Type<object>, method: object): string[] {
  if (!Reflect.hasMetadata(METHOD_METADATA, method) || !Reflect.hasMetadata(PATH_METADATA, type)) return [];
  const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method)]?.toLowerCase();
  const parts = [Reflect.getMetadata(PATH_METADATA, type), Reflect.getMetadata(PATH_METADATA, method)].flat();
  const path = parts.join('/').split('/').filter(Boolean).join('/');
  return [`${verb} /${path.replace(/:(\w+)/g, '{$1}')}`];
}

function graphqlOperationOf(method: object): string | undefined {
  if (!['Query', 'Mutation', 'Subscription'].includes(Reflect.getMetadata(RESOLVER_TYPE_METADATA, method))) {
    return undefined;
  }
  return Reflect.getMetadata(RESOLVER_NAME_METADATA, method) ?? (method as { name: string }).name;
}
