import { Logger } from '@nestjs/common';
import type { Notification } from 'pg';
import { type RetryPolicy, retryDelay } from '../resilience/backoff.js';
import type { PostgresListener } from './postgres-listener.js';

/** After a lost connection; at once the first time. Spread, because all processes of a practice lose it together. */
const RELISTEN: RetryPolicy = { tries: Number.POSITIVE_INFINITY, firstDelay: 200, longestDelay: 5_000 };

interface Subscription {
  /** Called with each payload, those of this very process too. */
  readonly heard: (payload: string) => void;
  /** Called whenever it has begun to listen: what was said before went unheard. */
  readonly listening?: () => void;
}

/** Listens on one channel of LISTEN/NOTIFY for as long as it is open, over however many connections that takes. */
export class PostgresChannel {
  readonly #logger = new Logger('PostgresChannel');
  /** The latest attempt to listen; what becomes of earlier ones counts no more. */
  #attempt = 0;
  #failures = 0;
  #again?: NodeJS.Timeout;
  #state: 'new' | 'open' | 'closed' = 'new';
  #listening = false;

  /** @param name must need no quoting */
  constructor(
    private readonly listener: PostgresListener,
    private readonly name: string,
    private readonly subscription: Subscription,
  ) {}

  get isListening(): boolean {
    return this.#listening;
  }

  /** Begins to listen, and again after each loss. Not having a connection just now is no error. */
  open(): void {
    if (this.#state !== 'new') return;
    this.#state = 'open';
    this.listener.on('lost', this.#listen);
    this.#listen();
  }

  /** Says something on the channel, over the connection that listens, as a transaction of its own. */
  async notify(payload: string): Promise<void> {
    const client = await this.listener.client();
    await client.query('select pg_notify($1, $2)', [this.name, payload]);
  }

  /** The listener is closed by whoever made it. */
  close(): void {
    this.#state = 'closed';
    this.#listening = false;
    this.listener.off('lost', this.#listen);
    clearTimeout(this.#again);
  }

  readonly #listen = (): void => {
    clearTimeout(this.#again);
    this.#listening = false;
    const attempt = ++this.#attempt;
    const isLatest = () => this.#state === 'open' && attempt === this.#attempt;
    this.#attach().then(
      () => isLatest() && this.#succeeded(),
      (error: Error) => isLatest() && this.#failed(error),
    );
  };

  async #attach(): Promise<void> {
    const client = await this.listener.client();
    client.off('notification', this.#receive).on('notification', this.#receive);
    await client.query(`listen ${this.name}`);
  }

  #succeeded(): void {
    this.#failures = 0;
    this.#listening = true;
    this.subscription.listening?.();
  }

  #failed({ message }: Error): void {
    this.#failures += 1;
    this.#logger.warn({ event: 'channel.not-listening', channel: this.name, reason: message });
    this.#again = setTimeout(this.#listen, retryDelay(RELISTEN, this.#failures)).unref();
  }

  readonly #receive = ({ channel, payload = '' }: Notification): void => {
    if (channel === this.name && this.#state === 'open') this.subscription.heard(payload);
  };
}
