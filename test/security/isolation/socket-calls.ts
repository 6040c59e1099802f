import { io, type Socket } from 'socket.io-client';
import type { Caller } from './callers.js';

/** A connection of a caller's, for as long as it is used. */
export interface Conversation extends Disposable {
  /** What the server acknowledges it with; ids left out. */
  ask(event: string, payload: unknown): Promise<{ readonly ok: boolean; readonly error?: { readonly code: string } }>;
}

/** @throws the reason why the server refuses the connection, as an error with that code as its message */
export async function conversation(url: string, { token }: Caller): Promise<Conversation> {
  const socket: Socket = io(url, { auth: { token }, transports: ['websocket'], forceNew: true, reconnection: false });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error: Error & { data?: { code: string } }) =>
      reject(new Error(error.data?.code ?? error.message)),
    );
  });
  return {
    ask: (event, payload) => socket.timeout(5_000).emitWithAck(event, payload),
    [Symbol.dispose]: () => socket.disconnect(),
  };
}
