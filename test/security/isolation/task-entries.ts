import { users } from '#apps/standalone/demo-practice.js';
import type { KindName } from './objects.js';
import { RIVERSIDE } from './worlds.js';

export interface TaskEntry {
  /** What the payloads name. */
  readonly object?: KindName;
  /** Such as name an object of the demo practice. */
  readonly payloads: (id: string) => readonly object[];
}

const { patientId: userId, accountId } = RIVERSIDE;
const email = users.find(({ id }) => id === userId)?.email;
/** Takes nothing, and works on what is over in all accounts. */
const OF_ALL: TaskEntry = { payloads: () => [{}] };

/** Every task type. A new one without an entry fails the test. */
export const TASK_ENTRIES: Readonly<Record<string, TaskEntry>> = {
  'identity.send-mail': {
    object: 'oneTimeToken',
    payloads: (tokenId) => [
      { kind: 'password-reset', tokenId },
      { kind: 'password-changed', userId },
    ],
  },
  'identity.answer-forgotten-password': { payloads: () => [{ email }] },
  'identity.tell-of-lock-out': { payloads: () => [{ email }, { userId, accountId }] },
  'identity.forget-ended-sign-ins': OF_ALL,
  'identity.forget-spent-credentials': OF_ALL,
  'notifications.send-mail': { object: 'delivery', payloads: (deliveryId) => [{ deliveryId }] },
  'platform.forget-expired': OF_ALL,
  // Nothing of the demo practice is out of its window today, but by then it would be.
  'retention.purge-account': { object: 'deletedSession', payloads: () => [{ at: '2999-01-01T00:00:00.000Z' }] },
  'retention.purge-all-accounts': OF_ALL,
};
