import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { EntitySignals } from '../signals/entity-signals.js';
import { Signals } from '../signals/signals.js';
import { runtimeDataSources } from './data-source.js';
import { SystemDatabase } from './system-database.js';
import { TenantDatabase } from './tenant-database.js';
import { Transactions } from './transactions.js';

export interface DatabaseOptions {
  readonly ownerUrl: string;
  readonly entities: readonly (new () => object)[];
  readonly appConnections?: number;
  readonly systemConnections?: number;
}

/** The two pools, opened. */
interface Pools {
  readonly app: DataSource;
  readonly system: DataSource;
}

const POOLS = Symbol('praxis:pools');
/** Transactions of role `praxis_app` / `praxis_system`; for platform rooms only, contexts use the databases. */
export const APP_TRANSACTIONS = Symbol('praxis:app-transactions');
export const SYSTEM_TRANSACTIONS = Symbol('praxis:system-transactions');

@Injectable()
class PoolsCloser implements OnApplicationShutdown {
  constructor(
    @Inject(POOLS) private readonly pools: Pools,
    @Inject(APP_TRANSACTIONS) private readonly app: Transactions,
    @Inject(SYSTEM_TRANSACTIONS) private readonly system: Transactions,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.app.close(), this.system.close()]);
    await Promise.all([this.pools.app.destroy(), this.pools.system.destroy()]);
  }
}

/** Connects, as the two roles that own nothing, and provides the doors to the data. */
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        { provide: Signals, useValue: new Signals() },
        { provide: POOLS, inject: [Signals], useFactory: (signals: Signals) => openPools(options, signals) },
        { provide: APP_TRANSACTIONS, inject: [POOLS], useFactory: ({ app }: Pools) => new Transactions(app) },
        { provide: SYSTEM_TRANSACTIONS, inject: [POOLS], useFactory: ({ system }: Pools) => new Transactions(system) },
        {
          provide: TenantDatabase,
          inject: [APP_TRANSACTIONS],
          useFactory: (tx: Transactions) => new TenantDatabase(tx),
        },
        {
          provide: SystemDatabase,
          inject: [SYSTEM_TRANSACTIONS],
          useFactory: (tx: Transactions) => new SystemDatabase(tx),
        },
        PoolsCloser,
      ],
      exports: [Signals, APP_TRANSACTIONS, SYSTEM_TRANSACTIONS, TenantDatabase, SystemDatabase],
    };
  }
}

async function openPools(options: DatabaseOptions, signals: Signals): Promise<Pools> {
  const { ownerUrl, entities, appConnections = 12, systemConnections = 5 } = options;
  const pools = runtimeDataSources({ ownerUrl, entities: [...entities], appConnections, systemConnections });
  await Promise.all([pools.app.initialize(), pools.system.initialize()]);
  for (const pool of [pools.app, pools.system]) pool.subscribers.push(new EntitySignals(signals));
  return pools;
}
