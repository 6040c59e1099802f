import { Type } from 'typebox';
import { eventNamespace } from '../events/event-definition.js';
import { accessPermissions } from './grant-permissions.js';

/** Of the context `access`, which lists them; here, since whoever writes a grant tells of it. */
export const accessEvents = eventNamespace('access', 'Access');

/** Target is the object; action object the user or the group that it is granted to. */
const grant = {
  /** Whoever sees an object is not to read there who else does. */
  audience: { permission: accessPermissions['grant.view'], oneself: ['actionObject'] },
  data: Type.Object({
    grantId: Type.String(),
    /** `user:<id>`, `group:<id>` or `role:<name>`. */
    subject: Type.String(),
    permission: Type.String(),
    objectType: Type.String(),
    objectId: Type.String(),
  }),
} as const;

export const accessGranted = accessEvents.event('access.granted', { label: 'Access granted', ...grant });
/** Also of what was granted to a group that is deleted. Grants on an object that is gone for good end with it, untold. */
export const accessRevoked = accessEvents.event('access.revoked', { label: 'Access revoked', ...grant });
