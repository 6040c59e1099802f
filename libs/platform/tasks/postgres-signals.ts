import { Logger } from '@nestjs/common';
import type { Client, Notification, Pool } from 'pg';
import type { PostgresListener } from './postgres-listener.js';
import type { TaskSignal, TaskSignals } from './task-signals.js';

const CHANNEL = 'praxis_task_signals';
const RELISTEN_AFTER = 1000;

/** Signals over LISTEN/NOTIFY. Each is a statement of its own, never part of a business transaction. */
export class PostgresSignals implements TaskSignals {
  readonly #logger = new Logger('Tasks');
  readonly #subscribers = new Set<(signal: TaskSignal) => void>();
  #listening = false;
  #again?: NodeJS.Timeout;
  #closed = false;

  constructor(
    private readonly pool: Pool,
    private readonly listener: PostgresListener,
  ) {
    listener.on('lost', () => {
      this.#listening = false;
      if (this.#subscribers.size > 0) this.#listen();
    });
  }

  async publish(signal: TaskSignal): Promise<void> {
    await this.pool.query('select pg_notify($1, $2)', [CHANNEL, JSON.stringify(signal)]);
  }

  subscribe(subscriber: (signal: TaskSignal) => void): () => void {
    this.#subscribers.add(subscriber);
    this.#listen();
    return () => this.#subscribers.delete(subscriber);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
  }

  #listen(): void {
    if (this.#listening || this.#closed) return;
    this.#listening = true;
    this.#attach().catch((error: Error) => {
      this.#listening = false;
      if (this.#closed) return;
      this.#logger.warn({ event: 'task-store.not-listening', reason: error.message });
      clearTimeout(this.#again);
      this.#again = setTimeout(() => this.#listen(), RELISTEN_AFTER).unref();
    });
  }

  async #attach(): Promise<void> {
    const client: Client = await this.listener.client();
    client.on('notification', (message) => this.#receive(message));
    await client.query(`listen ${CHANNEL}`);
  }

  #receive({ channel, payload }: Notification): void {
    if (channel !== CHANNEL || !payload) return;
    const signal = JSON.parse(payload) as TaskSignal;
    for (const subscriber of this.#subscribers) subscriber(signal);
  }
}
