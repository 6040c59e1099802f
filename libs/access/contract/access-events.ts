import { Type } from 'typebox';
import { eventNamespace } from '#platform/messaging/event-definition.js';

export const accessEvents = eventNamespace('access', 'Access');

/** The target is the object. */
const grant = Type.Object({
  grantId: Type.String(),
  /** `user:<id>`, `group:<id>` or `role:<name>`. */
  subject: Type.String(),
  permission: Type.String(),
  objectType: Type.String(),
  objectId: Type.String(),
});

export const accessGranted = accessEvents.event('access.granted', { label: 'Access granted', data: grant });
export const accessRevoked = accessEvents.event('access.revoked', { label: 'Access revoked', data: grant });
