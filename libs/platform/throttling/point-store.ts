import type { Redis } from 'ioredis';
import { RateLimiterPostgres, RateLimiterRedis, type RateLimiterStoreAbstract } from 'rate-limiter-flexible';
import type { SystemDatabase } from '../database/system-database.js';
import { answeredWithin } from './answered-within.js';
import { THROTTLE_WINDOW } from './throttle-scopes.js';

/** What a store says after points have been taken from it. */
export interface Taken {
  /** By all processes in this window, with those just taken. May be beyond the limit: it is the takers who keep to it. */
  readonly consumed: number;
  /** Milliseconds until the window ends. */
  readonly left: number;
}

/** Counts the points that all processes take, per key and window. A window begins with the first point taken. */
export class PointStore {
  private constructor(
    private readonly limiter: RateLimiterStoreAbstract,
    /** Milliseconds that a question may take; absent where the store sees to that. */
    private readonly limit?: number,
  ) {}

  /** In `platform.throttle`. Statements go over the shared connections, in one round trip each. */
  static inPostgres(database: SystemDatabase): PointStore {
    const storeClient = {
      query: async ({ text, values }: { text: string; values: unknown[] }) => ({
        rows: await database.query(text, values),
      }),
    };
    return new PointStore(
      new RateLimiterPostgres({
        storeClient,
        storeType: 'client',
        schemaName: 'platform',
        tableName: 'throttle',
        tableCreated: true,
        clearExpiredByTimeout: false,
        ...COUNTING,
      }),
    );
  }

  static inRedis(redis: Redis): PointStore {
    return new PointStore(new RateLimiterRedis({ storeClient: redis, ...COUNTING }), REDIS_LIMIT);
  }

  /** Takes in any case, and says how many have been taken before. */
  async take(key: string, points: number): Promise<Taken> {
    const taken = this.limiter.penalty(key, points);
    const answer = this.limit ? answeredWithin(this.limit, 'Redis', taken) : taken;
    const { consumedPoints, msBeforeNext } = await answer;
    return { consumed: consumedPoints, left: Math.max(msBeforeNext, 0) };
  }
}

const REDIS_LIMIT = 500;

/** The limit differs by account, so the library counts only. */
const COUNTING = { keyPrefix: 'praxis_throttle', points: Number.MAX_SAFE_INTEGER, duration: THROTTLE_WINDOW } as const;
