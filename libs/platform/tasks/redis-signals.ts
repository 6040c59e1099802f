import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { TaskSignal, TaskSignals } from './task-signals.js';

/** Signals over publish/subscribe; ioredis subscribes again by itself after it reconnected. */
export class RedisSignals implements TaskSignals {
  readonly #logger = new Logger('Tasks');
  readonly #subscribers = new Set<(signal: TaskSignal) => void>();
  readonly #channel: string;
  #subscription?: Redis;

  constructor(
    private readonly publisher: Redis,
    private readonly connect: () => Redis,
    prefix: string,
  ) {
    this.#channel = `${prefix}:task-signals`;
  }

  async publish(signal: TaskSignal): Promise<void> {
    await this.publisher.publish(this.#channel, JSON.stringify(signal));
  }

  subscribe(subscriber: (signal: TaskSignal) => void): () => void {
    this.#subscribers.add(subscriber);
    this.#subscription ??= this.#open();
    return () => this.#subscribers.delete(subscriber);
  }

  #open(): Redis {
    const subscription = this.connect();
    subscription.on('message', (_channel, message) => {
      const signal = JSON.parse(message) as TaskSignal;
      for (const subscriber of this.#subscribers) subscriber(signal);
    });
    subscription
      .subscribe(this.#channel)
      .catch((error: Error) => this.#logger.warn({ event: 'task-store.not-listening', reason: error.message }));
    return subscription;
  }
}
