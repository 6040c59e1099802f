import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';

export type ClientOptions = Partial<ManagerOptions & SocketOptions>;

/** What the server answered to a connection that it refused. */
export interface Refusal extends Error {
  readonly data?: { readonly code: string; readonly message: string };
}

/** Clients of one server, closed together. */
export class SocketClients {
  readonly #sockets: Socket[] = [];

  constructor(private readonly url: string) {}

  /** Not connected yet. */
  socket(auth: object, options: ClientOptions = {}): Socket {
    const standard = { auth, transports: ['websocket'], forceNew: true, autoConnect: false, reconnection: false };
    const socket = io(this.url, { ...standard, ...options });
    this.#sockets.push(socket);
    return socket;
  }

  /** @throws Refusal */
  async connect({ token }: { token: string }, options: ClientOptions = {}): Promise<Socket> {
    const socket = this.socket({ token }, options);
    await connected(socket);
    return socket;
  }

  async refusal(auth: object, options: ClientOptions = {}): Promise<Refusal> {
    try {
      await connected(this.socket(auth, options));
    } catch (refusal) {
      return refusal as Refusal;
    }
    throw new Error('The connection was not refused.');
  }

  close(): void {
    for (const socket of this.#sockets) socket.disconnect();
  }
}

export function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
    socket.connect();
  });
}

/** The arguments of the next `event` that the client gets. */
export function next<T = unknown>(socket: Socket, event: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`No "${event}" within 5 s.`)), 5_000);
    socket.once(event, (first: T) => {
      clearTimeout(late);
      resolve(first);
    });
  });
}
