import { Injectable } from '@nestjs/common';
import type { Server } from 'socket.io';
import { accountRoom, type LiveSocket, userRoom } from './live-socket.js';

/** Why the server ends a connection; told in its last message, `closing`. */
export interface Farewell {
  readonly code: 'UNAUTHENTICATED' | 'SERVICE_STOPPING';
  readonly message: string;
}

export const SIGN_IN_ENDED: Farewell = {
  code: 'UNAUTHENTICATED',
  message: 'This sign-in has ended. Sign in again and connect anew.',
};
const STOPPING: Farewell = { code: 'SERVICE_STOPPING', message: 'This process is stopping. Connect again.' };

/** The longest that a timer of Node can wait, in ms. */
const LONGEST_TIMER = 2 ** 31 - 1;

type Welcome = (socket: LiveSocket) => void;

/** The sockets of this process: who they are, how to reach them, and how they end. */
@Injectable()
export class LiveConnections {
  readonly #welcomes: Welcome[] = [];
  readonly #afterClosing: (() => Promise<void>)[] = [];
  #server: Server | undefined;
  #stopping = false;

  /** From here on no new connection is let in. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Called once, by the adapter that made the server. */
  attach(server: Server): void {
    this.#server = server;
    server.on('connection', (socket) => this.#welcome(socket));
  }

  in(room: string): LiveSocket[] {
    const namespace = this.#server?.sockets;
    const ids = [...(namespace?.adapter.rooms.get(room) ?? [])];
    return ids.flatMap((id) => (namespace?.sockets.get(id) as LiveSocket | undefined) ?? []);
  }

  hasAny(room: string): boolean {
    return this.#server?.sockets.adapter.rooms.has(room) ?? false;
  }

  /** Ends one for good: its client does not connect again by itself. */
  end(socket: LiveSocket, farewell: Farewell = SIGN_IN_ENDED): void {
    if (!socket.connected) return;
    socket.emit('closing', farewell);
    socket.disconnect(true);
  }

  /** Lets `welcome` see every new socket when it is in its rooms. It must not throw. */
  onWelcome(welcome: Welcome): void {
    this.#welcomes.push(welcome);
  }

  /** Work to be done when the last socket has been closed, and the database is still there. */
  afterClosing(work: () => Promise<void>): void {
    this.#afterClosing.push(work);
  }

  /** Tells every socket, and closes them in a way that lets their clients connect again by themselves. */
  farewell(): void {
    this.#stopping = true;
    this.#server?.local.emit('closing', STOPPING);
    for (const socket of this.#server?.sockets.sockets.values() ?? []) socket.conn.close();
  }

  async closed(): Promise<void> {
    await Promise.all(this.#afterClosing.map((work) => work()));
  }

  #welcome(socket: LiveSocket): void {
    const { userId, accountId, expiresAt } = socket.data.actor;
    void socket.join([userRoom(userId), accountRoom(accountId)]);
    const left = Math.min(Math.max(expiresAt - Date.now(), 0), LONGEST_TIMER);
    const expiry = setTimeout(() => this.end(socket), left).unref();
    socket.once('disconnect', () => clearTimeout(expiry));
    for (const welcome of this.#welcomes) welcome(socket);
  }
}
