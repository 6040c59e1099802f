import { atSite } from '#accounts/contract/index.js';
import type { ObjectType } from '#platform/access/object-type.js';
import { billingPermissions } from '../contract/billing-permissions.js';

/** Charges as access control sees them: what is granted on a session or a site holds for the charges there. */
export const chargeObject: ObjectType = {
  type: 'charge',
  label: 'Charge',
  table: 'billing.charge',
  view: billingPermissions['charge.view'],
  parties: { therapist: 'therapist_id', patient: 'patient_id' },
  inherits: [
    { from: 'therapy_session', column: 'session_id' },
    { from: 'site', column: 'site_id' },
  ],
  place: atSite,
};
