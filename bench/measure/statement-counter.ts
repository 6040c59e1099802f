import { connect, createServer, type Server, type Socket } from 'node:net';

const EXECUTE = 0x45;
const SIMPLE_QUERY = 0x51;

/**
 * A proxy before Postgres that counts the statements that pass through it (messages Execute and Query of the protocol, see
 * "Message Formats" in the manual of Postgres). Slower than without, so never part of a timing.
 */
export class StatementCounter {
  statements = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** The connection that was given, by way of the proxy. */
    readonly url: string,
  ) {}

  static async before(url: string): Promise<StatementCounter> {
    const target = new URL(url);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const through = new URL(url);
    through.port = String(typeof address === 'object' && address ? address.port : 0);
    const counter = new StatementCounter(server, through.toString());
    server.on('connection', (client) => {
      const upstream = connect(Number(target.port), target.hostname);
      counter.#join(client, upstream);
    });
    return counter;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
  }

  #join(client: Socket, upstream: Socket): void {
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    const count = this.#messageReader();
    client.on('data', (data) => {
      count(data);
      upstream.write(data);
    });
    upstream.pipe(client);
  }

  /** Each message is a type byte and a length that includes itself; only the first, the start-up message, has no type. */
  #messageReader(): (data: Buffer) => void {
    let pending = Buffer.alloc(0);
    let started = false;
    return (data) => {
      pending = Buffer.concat([pending, data]);
      for (;;) {
        const head = started ? 1 : 0;
        if (pending.length < head + 4) return;
        const end = head + pending.readInt32BE(head);
        if (pending.length < end) return;
        if (started && (pending[0] === EXECUTE || pending[0] === SIMPLE_QUERY)) this.statements += 1;
        started = true;
        pending = pending.subarray(end);
      }
    };
  }
}
