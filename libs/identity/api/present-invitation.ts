import type { Actor } from '#platform/context/actor.js';
import type { Action } from '#platform/http/envelope.js';
import { isPermitted } from '#platform/permissions/permission.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import type { Invitation } from '../model/invitations.js';
import { mayCreate } from '../model/user.policy.js';

export const INVITATIONS_PATH = '/api/v1/invitations';

/** An invitation as REST shows it to the actor. */
export const presentInvitation = (actor: Actor, invitation: Invitation) => ({
  ...invitation,
  actions: invitationActions(actor, invitation),
});

export function invitationActions(actor: Actor, { id, state, roles }: Invitation): Action[] {
  const href = `${INVITATIONS_PATH}/${id}`;
  const changeable =
    state === 'open' && isPermitted(actor, identityPermissions['user.invite']) && mayCreate(actor, roles);
  return [
    ...(changeable ? ([{ name: 'resend', method: 'POST', href: `${href}/resend` }] as const) : []),
    ...(changeable ? ([{ name: 'revoke', method: 'DELETE', href }] as const) : []),
    { name: 'events', method: 'GET', href: `${href}/events` },
  ];
}
