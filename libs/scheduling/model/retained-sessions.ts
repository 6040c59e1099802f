import type { RetainedType } from '#platform/retention/retained-type.js';
import { sessionPurged } from '../contract/scheduling-events.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';
import { SESSIONS_PATH } from './session-view.js';

/** Deleted sessions can be restored until their window ends. Their charges stay: what was billed must be kept by law. */
export const retainedSessions: RetainedType = {
  type: 'therapy_session',
  label: 'Therapy session',
  table: 'scheduling.therapy_session',
  since: 'deleted_at',
  defaultDays: 90,
  parties: ['patient_id', 'therapist_id'],
  trash: {
    deletedBy: 'deleted_by',
    permission: schedulingPermissions['session.delete'],
    path: SESSIONS_PATH,
  },
  purged: sessionPurged,
};
