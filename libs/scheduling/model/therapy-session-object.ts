import { atSite } from '#accounts/contract/index.js';
import type { ObjectType } from '#platform/access/object-type.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';

/** Sessions as access control sees them: what is granted on a site holds for the sessions there. */
export const therapySessionObject: ObjectType = {
  type: 'therapy_session',
  label: 'Therapy session',
  table: 'scheduling.therapy_session',
  view: schedulingPermissions['session.view'],
  permissions: [
    schedulingPermissions['session.schedule'],
    schedulingPermissions['session.conduct'],
    schedulingPermissions['session.delete'],
  ],
  parties: { therapist: 'therapist_id', patient: 'patient_id' },
  inherits: [{ from: 'site', column: 'site_id' }],
  place: atSite,
};
