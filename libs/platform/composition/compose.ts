import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { Registry } from 'prom-client';
import { AccessControlModule } from '../access/access-control.module.js';
import { EventVisibility } from '../access/event-visibility.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings-token.js';
import { roleUrl, SYSTEM_ROLE } from '../database/connection-urls.js';
import { DatabaseModule } from '../database/database.module.js';
import { isMutation } from '../graphql/is-mutation.js';
import { DeclarationsGuard } from '../http/declarations-guard.js';
import { PermissionGuard } from '../http/permission-guard.js';
import { UnifiedErrorFilter } from '../http/unified-error-filter.js';
import { bodyValidation } from '../http/validation.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { MailModule } from '../mail/mail.module.js';
import type { DeliveryOptions } from '../messaging/delivery.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import type { Wiring } from '../messaging/wiring.js';
import { METRICS, MetricsModule } from '../observability/metrics.module.js';
import { OperationsModule } from '../operations/operations.module.js';
import { RetainedObjectsModule } from '../retention/retained-objects.module.js';
import { CallSignature } from '../services/call-signature.js';
import { ContractDoor } from '../services/contract-door.js';
import { RemoteContexts } from '../services/remote-contexts.js';
import { type ContractClass, contractOptions } from '../services/service-contract.js';
import { ServiceRegistry } from '../services/service-registry.js';
import { handledTask } from '../tasks/task-handler.js';
import { TaskSchedule } from '../tasks/task-schedule.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { VisibilityRegistry } from '../visibility/object-visibility.js';
import { type ContextManifest, type ContextModule, manifestOf } from './bounded-context.js';
import { Placement } from './placement.js';
import { Schedules } from './schedules.js';
import { CONTEXTS, Startup } from './startup.js';
import { taskConnection } from './task-connection.js';

export interface Composition {
  readonly settings: Settings;
  /** The owner's URL of the database, embedded or given. */
  readonly databaseUrl: string;
  readonly contexts: readonly ContextModule[];
  readonly wiring: Wiring;
  /** Modules that only this application has, such as GraphQL. */
  readonly imports?: readonly (DynamicModule | Type<object>)[];
  readonly delivery?: Partial<DeliveryOptions>;
}

@Module({})
class PraxisModule {}

/** Makes the root module of a process from the list of contexts, the wiring and the settings. */
export function compose(composition: Composition): DynamicModule {
  const { settings, databaseUrl, wiring, delivery } = composition;
  const placement = new Placement(composition.contexts, settings.contexts, Object.keys(settings.contractUrls));
  const manifests = placement.manifestsHere;
  const serves = settings.role !== 'worker';
  const works = settings.role !== 'api';
  const doesAll = serves && works && !settings.contexts;
  return {
    module: PraxisModule,
    global: true,
    imports: [
      MetricsModule.forRoot(),
      DatabaseModule.forRoot({
        ownerUrl: databaseUrl,
        entities: manifests.flatMap(({ entities = [] }) => [...entities]),
      }),
      MessagingModule.forRoot({
        namespaces: placement.manifests.flatMap(({ emits }) => emits ?? []),
        wiring: placement.wiringHere(wiring),
        delivery: { runReactions: works, ...delivery },
        othersAt: doesAll ? undefined : roleUrl(databaseUrl, SYSTEM_ROLE),
      }),
      TasksModule.forRootAsync(taskConnection(settings, databaseUrl)),
      MailModule.forRoot({ smtpUrl: settings.smtpUrl, directory: `${settings.home}/mail`, from: settings.mailFrom }),
      CqrsModule.forRoot(),
      AccessControlModule.forRoot(placement.manifests),
      ThrottlingModule.forRoot(settings),
      IdempotencyModule.forRoot(settings.jwtSecret ?? databaseUrl, isMutation),
      OperationsModule,
      RetainedObjectsModule.forRoot(placement.manifests),
      ...placement.here.map((context) => contextModule(context, manifestOf(context), serves)),
      ...(composition.imports ?? []),
    ],
    providers: [
      { provide: SETTINGS, useValue: settings },
      { provide: CONTEXTS, useValue: manifests },
      { provide: CallSignature, useValue: new CallSignature(settings.jwtSecret) },
      ContractDoor,
      {
        provide: RemoteContexts,
        inject: [METRICS],
        useFactory: (metrics: Registry) => new RemoteContexts(settings, metrics),
      },
      {
        provide: ServiceRegistry,
        inject: [METRICS, RemoteContexts],
        useFactory: (metrics: Registry, remote: RemoteContexts) => registryFor(placement, settings, metrics, remote),
      },
      { provide: APP_GUARD, useClass: PermissionGuard },
      { provide: APP_GUARD, useClass: DeclarationsGuard },
      { provide: APP_FILTER, useClass: UnifiedErrorFilter },
      { provide: APP_PIPE, useFactory: bodyValidation },
      { provide: VisibilityRegistry, useValue: new VisibilityRegistry() },
      EventVisibility,
      Startup,
      ...(works ? [schedulesOf(placement)] : []),
    ],
    exports: [SETTINGS, CONTEXTS, ServiceRegistry, VisibilityRegistry, EventVisibility],
  };
}

const schedulesOf = (placement: Placement) => ({
  provide: Schedules,
  inject: [TaskSchedule],
  useFactory: (schedule: TaskSchedule) => new Schedules(placement, schedule),
});

function registryFor(placement: Placement, settings: Settings, metrics: Registry, remote: RemoteContexts) {
  const logCalls = settings.logLevel === 'debug' || settings.logLevel === 'trace';
  const registry = new ServiceRegistry(metrics, { logCalls });
  for (const { name, requires = [], fallbacks = [] } of placement.manifestsHere) {
    for (const contract of requires) {
      registry.require(name, contract, fallbacks.find((fallback) => fallback.contract === contract)?.answers);
    }
  }
  const elsewhere = placement.requiredFromElsewhere;
  remote.reach(elsewhere.map(({ provider }) => provider));
  for (const { provider, contract } of elsewhere) {
    const context = remote.get(provider);
    if (context) registry.attach(contract, context.endpoint(contract));
  }
  return registry;
}

function contextModule(module: ContextModule, manifest: ContextManifest, serves: boolean): DynamicModule {
  const { provides = [], handlers = [], reactions = [], tasks = [], providers = [], requires = [] } = manifest;
  const { controllers = [], resolvers = [], gateways = [] } = manifest;
  return {
    module,
    imports:
      tasks.length > 0
        ? [TasksModule.forFeature({ tasks: tasks.map((task) => handledTask(task) as never), queues: manifest.queues })]
        : [],
    controllers: serves ? ([...controllers] as Type<object>[]) : [],
    providers: [
      ...provides.map(({ by }) => by),
      ...handlers,
      ...(reactions as readonly Type<object>[]),
      ...(tasks as readonly Type<object>[]),
      ...(manifest.visibilities ?? []),
      ...providers,
      ...(serves ? [...resolvers, ...gateways] : []),
      ...requires.map((contract) => requirement(manifest.name, contract)),
    ],
  };
}

/** A contract is injected by its class, and what is injected is the caller's own, recorded way to it. */
function requirement(caller: string, contract: ContractClass): Provider {
  contractOptions(contract);
  return {
    provide: contract,
    inject: [ServiceRegistry],
    useFactory: (registry: ServiceRegistry) => registry.connect(caller, contract),
  };
}
