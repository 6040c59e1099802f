export const SESSION_STATUSES = ['scheduled', 'started', 'completed', 'cancelled'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

export const SESSION_ACTIONS = ['reschedule', 'start', 'complete', 'cancel', 'delete'] as const;
export type SessionAction = (typeof SESSION_ACTIONS)[number];

const ALLOWED: Readonly<Record<SessionStatus, readonly SessionAction[]>> = {
  scheduled: ['reschedule', 'start', 'cancel'],
  started: ['complete'],
  completed: ['delete'],
  cancelled: ['delete'],
};

/** What may be done to a session in this status; everything else is refused with `SESSION_STATE_CONFLICT`. */
export const allowedActions = (status: SessionStatus): readonly SessionAction[] => ALLOWED[status];
