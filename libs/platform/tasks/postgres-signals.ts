import type { Pool } from 'pg';
import { PostgresChannel } from '../database/postgres-channel.js';
import type { PostgresListener } from '../database/postgres-listener.js';
import type { TaskSignal, TaskSignals } from './task-signals.js';

const CHANNEL = 'praxis_task_signals';

/**
 * Signals over LISTEN/NOTIFY, never part of a business transaction. They arrive in the order in which this process gave them: over two
 * connections at once, a task's last step could overtake its end. What is given while a statement is on its way leaves with the next.
 */
export class PostgresSignals implements TaskSignals {
  readonly #subscribers = new Set<(signal: TaskSignal) => void>();
  readonly #channel: PostgresChannel;
  #unsent: string[] = [];
  #sent: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    listener: PostgresListener,
  ) {
    this.#channel = new PostgresChannel(listener, CHANNEL, { heard: (payload) => this.#receive(payload) });
  }

  publish(signal: TaskSignal): Promise<void> {
    this.#unsent.push(JSON.stringify(signal));
    if (this.#unsent.length === 1) {
      const send = () => this.#send();
      this.#sent = this.#sent.then(send, send);
    }
    return this.#sent;
  }

  subscribe(subscriber: (signal: TaskSignal) => void): () => void {
    this.#subscribers.add(subscriber);
    this.#channel.open();
    return () => this.#subscribers.delete(subscriber);
  }

  /** What was published before is sent still. */
  async close(): Promise<void> {
    this.#channel.close();
    // Whoever published has been told of a failure.
    await this.#sent.catch(() => undefined);
  }

  async #send(): Promise<void> {
    const signals = this.#unsent;
    this.#unsent = [];
    await this.pool.query('select pg_notify($1, signal) from unnest($2::text[]) as signal', [CHANNEL, signals]);
  }

  #receive(payload: string): void {
    const signal = JSON.parse(payload) as TaskSignal;
    for (const subscriber of this.#subscribers) subscriber(signal);
  }
}
