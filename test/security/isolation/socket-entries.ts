import type { Role } from '#platform/context/actor.js';
import type { KindName } from './objects.js';

export interface SocketEntry {
  readonly object?: KindName;
  readonly payload: (id: string) => unknown;
  /** Roles that are refused as if there were no such object. */
  readonly hidden?: readonly Role[];
}

const session = (id: string) => ({ type: 'therapy_session', id });

/** What clients send over their socket. A new event without an entry fails the test. */
export const SOCKET_ENTRIES: Readonly<Record<string, SocketEntry>> = {
  watch: { object: 'session', payload: session, hidden: ['therapist', 'patient'] },
  // What one does not watch one can always stop watching.
  unwatch: { object: 'session', payload: session },
  resume: { payload: () => ({ after: '0'.repeat(16) }) },
  'read-notification': { object: 'notification', payload: (id) => id },
};
