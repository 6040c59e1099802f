import type { Actor } from '#platform/context/actor.js';
import { PermissionDeniedError } from '#platform/errors/application-error.js';
import { isPermitted, isPermittedAsParty } from '#platform/permissions/permission.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';

const manage = schedulingPermissions['working_hours.manage'];

/** The front desk keeps everybody's hours, therapists their own. @throws PermissionDeniedError */
export function requireHoursOf(actor: Actor, therapistId: string): void {
  const own = actor.userId === therapistId && isPermittedAsParty(actor, manage);
  if (own || isPermitted(actor, manage)) return;
  throw new PermissionDeniedError('PERMISSION_DENIED', { permission: manage.name });
}
