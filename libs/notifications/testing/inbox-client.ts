import type { Socket } from 'socket.io-client';
import { connected } from '#platform/realtime/testing/socket-clients.js';
import { until } from '#test/support/until.js';
import type { Json, Member, NotifiedPractice } from './notified-practice.js';

export interface Received {
  readonly id: string;
  readonly type: string;
  readonly message: string;
  readonly timestamp: string;
  readonly data: Json;
  readonly cursor: string;
}

interface ClientOptions {
  /** Whether it says that a notification has arrived. Default: it does. */
  readonly acknowledges?: (received: Received) => boolean;
  /** Where it goes on; without, it takes what comes. */
  readonly after?: string;
  readonly transport?: 'websocket' | 'polling';
}

/** Places in an inbox, from the first to one. */
export const from1to = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

/** One connection of somebody who wants their notifications. */
export class InboxClient {
  readonly received: Received[] = [];
  /** Numbers of those that it said have arrived. */
  readonly acknowledged: number[] = [];

  private constructor(readonly socket: Socket) {}

  static async connect(practice: NotifiedPractice, { token }: Member, options: ClientOptions = {}) {
    const { acknowledges = () => true, after, transport = 'websocket' } = options;
    const client = new InboxClient(practice.clients.socket({ token }, { transports: [transport] }));
    client.socket.on('notification', (received: Received, acknowledge: () => void) => {
      client.received.push(received);
      if (!acknowledges(received)) return;
      acknowledge();
      client.acknowledged.push(Number(received.cursor));
    });
    if (after !== undefined) client.socket.on('connect', () => client.socket.emit('resume', { after }));
    await connected(client.socket);
    return client;
  }

  /** Their numbers, from 1. */
  get places(): number[] {
    return this.received.map(({ cursor }) => Number(cursor));
  }

  /** Resolves when it has got so many. */
  async arrived(count: number): Promise<void> {
    await until(`${count} have arrived`, () => this.received.length >= count);
  }

  resume(after: unknown): Promise<Json> {
    return this.socket.emitWithAck('resume', { after });
  }

  /** As a train does in a tunnel: without a word. */
  cut(): void {
    const { engine } = this.socket.io as unknown as { engine: { transport: { ws?: { terminate(): void } } } };
    engine.transport.ws?.terminate();
    this.socket.disconnect();
  }
}
