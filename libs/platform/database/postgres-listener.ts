import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import { Client, type ClientConfig } from 'pg';

/** A server that takes the connection and then says nothing, as when it is stopped, must not be waited for without end. */
const CONNECT_WITHIN = 5_000;

/** One connection that listens for a whole process. Emits `lost` when it breaks; the next {@link client} is a new one. */
export class PostgresListener extends EventEmitter<{ lost: [] }> {
  readonly #logger = new Logger('PostgresListener');
  #client?: Promise<Client>;
  #current?: Client;
  #closed = false;

  constructor(private readonly config: ClientConfig & { readonly application_name: string }) {
    super();
    this.setMaxListeners(0);
  }

  client(): Promise<Client> {
    this.#client ??= this.#connect().catch((error) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = await this.#client?.catch(() => undefined);
    await client?.end();
  }

  async #connect(): Promise<Client> {
    // Without keep-alive probes a connection that was dropped silently would look like a quiet one.
    // Pipelined, because many workers begin to listen at the same time.
    const client = new Client({
      connectionTimeoutMillis: CONNECT_WITHIN,
      ...this.config,
      pipeline: true,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    client.setMaxListeners(0);
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client));
    await client.connect();
    this.#current = client;
    return client;
  }

  /** A connection that breaks says so up to three times, and may do so when the next one is there already. */
  #lost(client: Client, error?: Error): void {
    if (this.#closed || this.#current !== client) return;
    this.#current = undefined;
    this.#client = undefined;
    client.removeAllListeners('notification');
    const reason = error?.message ?? 'connection ended';
    this.#logger.warn({ event: 'listener.lost', connection: this.config.application_name, reason });
    this.emit('lost');
  }
}
