import { Controller, Get, Post, type Type } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ContextManifest } from '#platform/composition/bounded-context.js';
import { Permitted, Public, SignedIn } from '#platform/http/demands.js';
import { permissionNamespace } from '#platform/permissions/permission.js';
import { allContexts, classesIn } from './contexts.js';
import { type Endpoint, endpointsOf, undeclared } from './endpoints.js';

describe('the endpoints of the project', () => {
  let adapters: Type<object>[];
  let endpoints: Endpoint[];
  let manifests: ContextManifest[];

  beforeAll(async () => {
    manifests = (await allContexts()).map(({ manifest }) => manifest);
    adapters = await classesIn('{apps,libs,extensions}/**/*.{controller,resolver,gateway}.ts');
    endpoints = adapters.flatMap(endpointsOf);
  });

  it('are seen, of every kind', () => {
    const names = (kind: Endpoint['kind']) => endpoints.filter((each) => each.kind === kind).map(({ name }) => name);
    expect(names('route').length).toBeGreaterThan(25);
    expect(names('route')).toContain('TherapySessionsController.schedule');
    expect(names('route')).toContain('HealthController.ready');
    expect(names('route')).toContain('SetupController.claim');
    expect(names('operation').length).toBeGreaterThan(10);
    expect(names('operation')).toContain('UsersResolver.deleteUser');
    expect(names('socket event')).toContain('WatchGateway.watch');
  });

  it('are all in files that are named after their role', () => {
    for (const { controllers = [], resolvers = [], gateways = [] } of manifests) {
      const withEndpoints = [...controllers, ...resolvers, ...gateways].filter((type) => endpointsOf(type).length > 0);
      expect(adapters).toEqual(expect.arrayContaining(withEndpoints));
    }
  });

  it('all say who may call them', () => {
    expect(undeclared(endpoints)).toEqual([]);
  });

  it('tell in the documentation that they demand a sign-in, just where they do', () => {
    const routes = endpoints.filter(({ kind }) => kind === 'route');
    const wrong = routes.filter(({ demand, documentsSignIn }) => documentsSignIn !== (demand !== 'public'));
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('demand permissions that the role list of some context declares', () => {
    const declared = manifests.flatMap(({ permissions = {} }) => Object.values(permissions));
    const demanded = endpoints.flatMap(({ demand }) => (typeof demand === 'object' ? [demand] : []));
    const own = demanded.filter(({ name }) => !name.startsWith('platform.'));
    expect(own.length).toBeGreaterThan(10);
    expect(declared).toEqual(expect.arrayContaining(own));
  });
});

describe('an endpoint that does not say who may call it', () => {
  const { view } = permissionNamespace('planted', 'Planted', { view: { label: 'View', roles: ['admin'] } });
  const { nobody } = permissionNamespace('planted', 'Planted', { nobody: { label: 'View', roles: [] } });

  it('is caught as a route, also an inherited one', () => {
    class Inherited {
      @Get('inherited')
      inherited() {}
    }
    @Controller('planted')
    class PlantedController extends Inherited {
      @Get('permitted')
      @Permitted(view)
      permitted() {}

      @Public()
      @Get('public')
      public() {}

      @Post()
      silent() {}

      @Get('nobody')
      @Permitted(nobody)
      permittedToNobody() {}

      noEndpoint() {}
    }
    expect(undeclared(endpointsOf(PlantedController))).toEqual([
      'PlantedController.silent',
      'PlantedController.permittedToNobody',
      'PlantedController.inherited',
    ]);
  });

  it('is caught as a query or mutation; resolvers of fields need none', () => {
    @Resolver('Planted')
    class PlantedResolver {
      @Query(() => String)
      @SignedIn()
      signedIn() {}

      @Query(() => String)
      silentQuery() {}

      @Mutation(() => String)
      silentMutation() {}

      @ResolveField(() => String)
      field() {}
    }
    expect(undeclared(endpointsOf(PlantedResolver))).toEqual([
      'PlantedResolver.silentQuery',
      'PlantedResolver.silentMutation',
    ]);
  });

  it('is caught as a socket event', () => {
    @WebSocketGateway()
    class PlantedGateway {
      @SubscribeMessage('watch')
      @SignedIn()
      watch() {}

      @SubscribeMessage('silent')
      silent() {}
    }
    expect(undeclared(endpointsOf(PlantedGateway))).toEqual(['PlantedGateway.silent']);
  });
});

describe('controllers, resolvers and gateways of contexts', () => {
  /** Adapters with endpoints that have no bus to dispatch on, and those that hold a part of the context itself. */
  function notOnlyDispatching({
    name,
    controllers = [],
    resolvers = [],
    gateways = [],
    ...rest
  }: ContextManifest): string[] {
    const { handlers = [], reactions = [], tasks = [], entities = [], provides = [] } = rest;
    const inside = [...handlers, ...reactions, ...tasks, ...entities, ...provides.map(({ by }) => by)] as unknown[];
    return [...controllers, ...resolvers, ...gateways].flatMap((adapter) => {
      const injected: unknown[] = Reflect.getMetadata('design:paramtypes', adapter) ?? [];
      const bypasses = injected
        .filter((each) => inside.includes(each))
        .map((each) => `${name}: ${adapter.name} has ${(each as Type).name}`);
      const dispatches = injected.some((each) => each === CommandBus || each === QueryBus);
      return endpointsOf(adapter).length === 0 || dispatches
        ? bypasses
        : [...bypasses, `${name}: ${adapter.name} has no bus`];
    });
  }

  it('dispatch on a bus and hold nothing else of their context', async () => {
    const manifests = (await allContexts()).map(({ manifest }) => manifest);
    expect(
      manifests.flatMap(({ controllers = [], resolvers = [] }) => [...controllers, ...resolvers]).length,
    ).toBeGreaterThan(5);
    expect(manifests.flatMap(notOnlyDispatching)).toEqual([]);
  });

  it('are caught otherwise', () => {
    class Handler {}
    @Controller()
    class Bypassing {
      constructor(
        readonly commands: CommandBus,
        readonly handler: Handler,
      ) {}

      @Get()
      get() {}
    }
    @Controller()
    class Idle {
      @Get()
      get() {}
    }
    @Controller()
    class Dispatching {
      constructor(readonly queries: QueryBus) {}

      @Get()
      get() {}
    }
    const manifest = { name: 'planted', label: 'Planted', handlers: [Handler] };
    expect(notOnlyDispatching({ ...manifest, controllers: [Bypassing, Idle, Dispatching] as never[] })).toEqual([
      'planted: Bypassing has Handler',
      'planted: Idle has no bus',
    ]);
  });
});
