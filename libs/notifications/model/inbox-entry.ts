import { toCursor } from './cursor.js';

/** A notification on its way to its user. */
export interface InboxEntry {
  readonly id: string;
  readonly userId: string;
  /** Its place in the user's inbox, counted from 1 without gaps. */
  readonly place: number;
  /** Of the event that it tells of. */
  readonly type: string;
  readonly message: string;
  readonly data: object;
  readonly createdAt: Date;
}

/** As it is sent over a socket. */
export const asLive = ({ id, type, message, data, createdAt, place }: InboxEntry) => ({
  id,
  type,
  message,
  timestamp: createdAt.toISOString(),
  data,
  cursor: toCursor(place),
});
