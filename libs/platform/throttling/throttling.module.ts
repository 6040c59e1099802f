import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { Registry } from 'prom-client';
import type { Settings } from '../config/settings.js';
import { SystemDatabase } from '../database/system-database.js';
import { METRICS } from '../observability/metrics.module.js';
import { PointStore } from './point-store.js';
import { Throttle } from './throttle.js';

const REDIS = Symbol('praxis:throttle-redis');
/** Milliseconds after which a command that got no answer is forgotten. Nobody waits for it any more by then, see `point-store.ts`. */
const FORGOTTEN_AFTER = 10_000;

@Injectable()
class RedisCloser implements OnApplicationShutdown {
  constructor(@Inject(REDIS) private readonly redis: Redis | undefined) {}

  onApplicationShutdown(): void {
    this.redis?.disconnect();
  }
}

/** Points are counted in Redis when there is one, otherwise in the database. */
@Module({})
export class ThrottlingModule {
  static forRoot({ throttle, redisUrl }: Pick<Settings, 'throttle' | 'redisUrl'>): DynamicModule {
    return {
      module: ThrottlingModule,
      global: true,
      providers: [
        { provide: REDIS, useFactory: () => (throttle && redisUrl ? connect(redisUrl) : undefined) },
        {
          provide: Throttle,
          inject: [SystemDatabase, METRICS, REDIS],
          useFactory: (database: SystemDatabase, metrics: Registry, redis?: Redis) => {
            const store = redis ? PointStore.inRedis(redis) : PointStore.inPostgres(database);
            return new Throttle(throttle ? store : undefined, metrics);
          },
        },
        RedisCloser,
      ],
      exports: [Throttle],
    };
  }
}

/** A Redis that is away is told by the command that needs it, and found again by the client itself. */
function connect(url: string): Redis {
  const redis = new Redis(url, { commandTimeout: FORGOTTEN_AFTER, maxRetriesPerRequest: 0, enableOfflineQueue: true });
  redis.on('error', () => undefined);
  return redis;
}
