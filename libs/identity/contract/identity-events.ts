import { Type } from 'typebox';
import { type EventAudience, eventNamespace } from '#platform/events/event-definition.js';
import { identityPermissions } from './identity-permissions.js';

export const identityEvents = eventNamespace('identity', 'Identity');

/** What happens to somebody's credentials: whoever else knew of it could tell by it whom to attack. */
const CREDENTIALS: EventAudience = {
  permission: identityPermissions['user.help'],
  oneself: ['target', 'actionObject'],
};

const user = Type.Object({ userId: Type.String(), roles: Type.Array(Type.String()) });

/** A person registered themselves. */
export const userRegistered = identityEvents.event('user.registered', { label: 'User registered', data: user });
/** Somebody made a user. */
export const userCreated = identityEvents.event('user.created', { label: 'User created', data: user });
/** What is stored of a user under their id, for who counts it. */
export const PROFILE_PICTURE = 'profile_picture';

export const userUpdated = identityEvents.event('user.updated', {
  label: 'User updated',
  data: Type.Object({
    userId: Type.String(),
    changed: Type.Array(Type.String()),
    /** The user's own, when they are among what changed. */
    roles: Type.Optional(Type.Array(Type.String())),
    /** That are stored now, when the picture was set, or, with 0, taken away. */
    pictureBytes: Type.Optional(Type.Integer()),
  }),
});
/** From here on none of the user's credentials is valid. */
export const userDeactivated = identityEvents.event('user.deactivated', {
  label: 'User deactivated',
  data: Type.Object({ userId: Type.String() }),
});
/** The user may sign in again; `roles` are all that they have, own and groups'. */
export const userReactivated = identityEvents.event('user.reactivated', { label: 'User reactivated', data: user });
/** Somebody signed in. */
export const signInOpened = identityEvents.event('sign_in.opened', {
  label: 'Signed in',
  category: 'system',
  audience: CREDENTIALS,
  data: Type.Object({ signInId: Type.String(), userId: Type.String(), session: Type.String() }),
});
/** A sign-in ended: signed out, its refresh token was used twice, it was revoked, or another one took its place. */
export const signInEnded = identityEvents.event('sign_in.ended', {
  label: 'Sign-in ended',
  category: 'system',
  audience: CREDENTIALS,
  data: Type.Object({ signInId: Type.String(), userId: Type.String(), reason: Type.String() }),
});

const group = Type.Object({ groupId: Type.String(), name: Type.String(), roles: Type.Array(Type.String()) });
const membership = Type.Object({ groupId: Type.String(), userId: Type.String() });

export const groupCreated = identityEvents.event('group.created', { label: 'Group created', data: group });
export const groupUpdated = identityEvents.event('group.updated', {
  label: 'Group updated',
  data: Type.Object({ ...group.properties, changed: Type.Array(Type.String()) }),
});
export const groupDeleted = identityEvents.event('group.deleted', {
  label: 'Group deleted',
  removesTarget: true,
  data: group,
});
export const groupMemberAdded = identityEvents.event('group.member_added', {
  label: 'Member added to group',
  data: membership,
});
export const groupMemberRemoved = identityEvents.event('group.member_removed', {
  label: 'Member removed from group',
  data: membership,
});
/** What the groups of somebody give them is different now; `roles` are all that they have, own and groups'. */
export const userRolesChanged = identityEvents.event('user.roles_changed', {
  label: 'Roles of groups changed',
  category: 'system',
  data: Type.Object({ ...user.properties, groupId: Type.String() }),
});

const apiKey = Type.Object({ apiKeyId: Type.String(), userId: Type.String(), name: Type.String() });

export const apiKeyCreated = identityEvents.event('api_key.created', {
  label: 'API key created',
  data: Type.Object({ ...apiKey.properties, scopes: Type.Array(Type.String()), expiresAt: Type.String() }),
});
/** From here on the key opens nothing. */
export const apiKeyRevoked = identityEvents.event('api_key.revoked', { label: 'API key revoked', data: apiKey });

const whom = Type.Object({ userId: Type.String() });

/** Too many tries at signing in as this user have failed; for a while, not even the right password is taken. */
export const userLocked = identityEvents.event('user.locked', {
  label: 'User locked',
  category: 'system',
  audience: CREDENTIALS,
  data: whom,
});
export const userUnlocked = identityEvents.event('user.unlocked', {
  label: 'User unlocked',
  audience: CREDENTIALS,
  data: whom,
});
/** The user has shown that the address is theirs. */
export const userEmailVerified = identityEvents.event('user.email_verified', { label: 'E-mail verified', data: whom });
export const userEmailChangeRequested = identityEvents.event('user.email_change_requested', {
  label: 'Change of e-mail requested',
  audience: CREDENTIALS,
  data: whom,
});
export const passwordResetRequested = identityEvents.event('user.password_reset_requested', {
  label: 'Password reset requested',
  audience: CREDENTIALS,
  data: whom,
});
/** `how`: `changed` by who knew the old one, or `reset` by way of a mail. */
export const passwordChanged = identityEvents.event('user.password_changed', {
  label: 'Password changed',
  audience: CREDENTIALS,
  data: Type.Object({ ...whom.properties, how: Type.String() }),
});
export const secondFactorEnabled = identityEvents.event('user.second_factor_enabled', {
  label: 'Second factor enabled',
  audience: CREDENTIALS,
  data: whom,
});
/** By the user, or by a manager for one who has lost it: the event's actor tells. */
export const secondFactorDisabled = identityEvents.event('user.second_factor_disabled', {
  label: 'Second factor disabled',
  audience: CREDENTIALS,
  data: whom,
});
export const recoveryCodesRenewed = identityEvents.event('user.recovery_codes_renewed', {
  label: 'Recovery codes renewed',
  audience: CREDENTIALS,
  data: whom,
});
export const recoveryCodeUsed = identityEvents.event('user.recovery_code_used', {
  label: 'Recovery code used',
  audience: CREDENTIALS,
  data: Type.Object({ ...whom.properties, left: Type.Integer() }),
});

const invitation = Type.Object({ invitationId: Type.String() });

export const userInvited = identityEvents.event('user.invited', {
  label: 'User invited',
  data: Type.Object({ ...invitation.properties, roles: Type.Array(Type.String()) }),
});
export const invitationResent = identityEvents.event('invitation.resent', {
  label: 'Invitation resent',
  data: invitation,
});
export const invitationRevoked = identityEvents.event('invitation.revoked', {
  label: 'Invitation revoked',
  data: invitation,
});
export const invitationAccepted = identityEvents.event('invitation.accepted', {
  label: 'Invitation accepted',
  data: Type.Object({ ...invitation.properties, userId: Type.String() }),
});
