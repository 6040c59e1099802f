import type { Role } from '#platform/context/actor.js';
import { permissionNamespace } from '#platform/permissions/permission.js';

const FRONT_DESK: readonly Role[] = ['developer', 'owner', 'admin', 'editor', 'system'];

/** The front desk arranges sessions for everybody; a therapist and a patient see and move those that they take part in. */
export const schedulingPermissions = permissionNamespace('scheduling', 'Scheduling', {
  'session.view': {
    label: 'View therapy sessions',
    roles: [...FRONT_DESK, 'viewer'],
    parties: ['therapist', 'patient'],
  },
  'session.schedule': {
    label: 'Schedule, reschedule and cancel therapy sessions',
    roles: FRONT_DESK,
    parties: ['therapist', 'patient'],
  },
  'session.conduct': {
    label: 'Start and complete therapy sessions',
    roles: ['developer', 'owner', 'admin'],
    parties: ['therapist'],
  },
  'session.delete': {
    label: 'Delete and restore therapy sessions that are over',
    roles: ['developer', 'owner', 'admin'],
  },
  'working_hours.manage': {
    label: 'See and set working hours: the front desk those of everybody, therapists their own',
    roles: FRONT_DESK,
    parties: ['therapist'],
  },
  'slot.view': { label: 'View free slots', roles: [...FRONT_DESK, 'therapist', 'patient', 'viewer'] },
});
