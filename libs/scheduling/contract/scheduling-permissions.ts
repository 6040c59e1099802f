import { permissionNamespace } from '#platform/http/permissions.js';

const FRONT_DESK = ['developer', 'owner', 'admin', 'editor'] as const;

/** Which of an account's sessions somebody sees and moves is narrowed further by `model/session-access.policy.ts`. */
export const schedulingPermissions = permissionNamespace('scheduling', 'Scheduling', {
  'session.view': { label: 'View therapy sessions', roles: [...FRONT_DESK, 'therapist', 'patient', 'viewer'] },
  'session.schedule': {
    label: 'Schedule, reschedule and cancel therapy sessions',
    roles: [...FRONT_DESK, 'therapist', 'patient'],
  },
  'session.conduct': {
    label: 'Start and complete therapy sessions',
    roles: ['developer', 'owner', 'admin', 'therapist'],
  },
  'slot.view': { label: 'View free slots', roles: [...FRONT_DESK, 'therapist', 'patient', 'viewer'] },
});
