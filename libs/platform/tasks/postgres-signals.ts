import type { Pool } from 'pg';
import { PostgresChannel } from '../database/postgres-channel.js';
import type { PostgresListener } from '../database/postgres-listener.js';
import type { TaskSignal, TaskSignals } from './task-signals.js';

const CHANNEL = 'praxis_task_signals';

/** Signals over LISTEN/NOTIFY. Each is a statement of its own, never part of a business transaction. */
export class PostgresSignals implements TaskSignals {
  readonly #subscribers = new Set<(signal: TaskSignal) => void>();
  readonly #channel: PostgresChannel;

  constructor(
    private readonly pool: Pool,
    listener: PostgresListener,
  ) {
    this.#channel = new PostgresChannel(listener, CHANNEL, { heard: (payload) => this.#receive(payload) });
  }

  async publish(signal: TaskSignal): Promise<void> {
    await this.pool.query('select pg_notify($1, $2)', [CHANNEL, JSON.stringify(signal)]);
  }

  subscribe(subscriber: (signal: TaskSignal) => void): () => void {
    this.#subscribers.add(subscriber);
    this.#channel.open();
    return () => this.#subscribers.delete(subscriber);
  }

  close(): void {
    this.#channel.close();
  }

  #receive(payload: string): void {
    const signal = JSON.parse(payload) as TaskSignal;
    for (const subscriber of this.#subscribers) subscriber(signal);
  }
}
