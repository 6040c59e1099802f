import { Logger } from '@nestjs/common';
import type { ConnectionOptions } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { RedisSignals } from './redis-signals.js';
import { inRedisTurn } from './redis-turn.js';
import type { TaskStore } from './task-store.js';

export interface RedisTaskStoreSettings {
  /** For example `redis://:password@host:6379/0`. The server must not evict: `maxmemory-policy noeviction`. */
  readonly url: string;
  /** Of every key. Default `praxis`. */
  readonly prefix?: string;
}

export class RedisTaskStore implements TaskStore {
  readonly #logger = new Logger('Tasks');
  readonly #clients: Redis[] = [];
  readonly #commands: Redis;
  readonly signals: RedisSignals;
  readonly producers: ConnectionOptions;
  readonly consumers: ConnectionOptions;
  readonly prefix: string;

  constructor(private readonly settings: RedisTaskStoreSettings) {
    this.prefix = settings.prefix ?? 'praxis';
    // A request must not hang while Redis is away; a worker has nothing better to do than to wait for it.
    const producers = this.#client({ maxRetriesPerRequest: 3 });
    this.producers = producers;
    this.#commands = producers;
    this.consumers = this.#client({ maxRetriesPerRequest: null });
    this.signals = new RedisSignals(producers, () => this.#client({ maxRetriesPerRequest: null }), this.prefix);
  }

  /** Redis makes keys as they are needed. */
  async prepare(): Promise<void> {}

  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return inRedisTurn(this.#commands, `${this.prefix}:task-turn`, work);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.quit().catch(() => client.disconnect())));
  }

  #client(options: RedisOptions): Redis {
    const client = new Redis(this.settings.url, options);
    client.on('error', (error) => this.#logger.warn({ event: 'task-store.connection-lost', reason: error.message }));
    this.#clients.push(client);
    return client;
  }
}
