import { Type } from 'typebox';
import { eventNamespace } from '#platform/messaging/event-definition.js';

export const identityEvents = eventNamespace('identity', 'Identity');

const user = Type.Object({ userId: Type.String(), roles: Type.Array(Type.String()) });

/** A person registered themselves. */
export const userRegistered = identityEvents.event('user.registered', { label: 'User registered', data: user });
/** Somebody made a user. */
export const userCreated = identityEvents.event('user.created', { label: 'User created', data: user });
export const userUpdated = identityEvents.event('user.updated', {
  label: 'User updated',
  data: Type.Object({ userId: Type.String(), changed: Type.Array(Type.String()) }),
});
/** From here on none of the user's credentials is valid. */
export const userDeactivated = identityEvents.event('user.deactivated', {
  label: 'User deactivated',
  data: Type.Object({ userId: Type.String() }),
});
/** A sign-in ended: signed out, or its refresh token was used twice. */
export const signInEnded = identityEvents.event('sign_in.ended', {
  label: 'Sign-in ended',
  category: 'system',
  data: Type.Object({ signInId: Type.String(), userId: Type.String(), reason: Type.String() }),
});
