import type { Role } from '#platform/context/actor.js';
import {
  ConflictError,
  NotFoundError,
  PermissionDeniedError,
  UnauthenticatedError,
} from '#platform/errors/application-error.js';

/** Also the answer for a user of another account, and for one that the caller may not see. */
export class UserNotFoundError extends NotFoundError {
  constructor(userId: string) {
    super('USER_NOT_FOUND', 'There is no such user. Check the id.', { userId });
  }
}

/** Says nothing about whose it is: it may be somebody of another account. */
export class UserEmailConflictError extends ConflictError {
  constructor() {
    super('USER_EMAIL_CONFLICT', 'This e-mail address is taken. Choose another one.');
  }
}

/** The same for an unknown address, a wrong password and a deactivated user. */
export class WrongCredentialsError extends UnauthenticatedError {
  constructor() {
    super('The e-mail address or the password is wrong.');
  }
}

/** The same for a token that is forged, expired, used before, or of a sign-in that has ended. */
export class SignInEndedError extends UnauthenticatedError {
  constructor() {
    super('This sign-in has ended. Sign in again.');
  }
}

export class InvalidTokenError extends UnauthenticatedError {
  constructor() {
    super('The access token is not valid or has expired. Refresh it or sign in again.');
  }
}

/** A role that only its holders may give, take away, or act on. */
export class ReservedRoleError extends PermissionDeniedError {
  constructor(role: Role) {
    super('PERMISSION_DENIED', { role });
  }
}

export class OwnDeactivationError extends PermissionDeniedError {
  constructor() {
    super('PERMISSION_DENIED', { reason: 'Nobody can deactivate themselves. Ask another administrator.' });
  }
}

/** Of the role `system`, or of an account that the installation itself works in. */
export class SystemUserConflictError extends ConflictError {
  constructor() {
    super('SYSTEM_USER_CONFLICT', 'System users cannot be deactivated: the installation needs them.');
  }
}
