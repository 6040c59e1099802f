import type { DefaultEventsMap, Socket } from 'socket.io';
import type { ObjectRef } from '../events/event-envelope.js';
import type { TokenHolder } from '../http/authentication.js';

interface SocketData {
  /** Of the client, whichever proxies are in between. */
  readonly address: string;
  readonly actor: TokenHolder;
  /** When its credential was looked at, in milliseconds of this process's clock. */
  readonly admittedAt: number;
}

/** A connection of somebody who is signed in; `socket.data.actor` says who. */
export type LiveSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;

export const userRoom = (userId: string): string => `user:${userId}`;
export const accountRoom = (accountId: string): string => `account:${accountId}`;
export const objectRoom = ({ type, id }: ObjectRef): string => `object:${type}:${id}`;
