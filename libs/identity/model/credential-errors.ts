import {
  ConflictError,
  NotFoundError,
  PermissionDeniedError,
  UnauthenticatedError,
  ValidationError,
} from '#platform/errors/application-error.js';

/** The same for a token that is forged, used, taken back, over, or meant for something else. */
export class InvalidOneTimeTokenError extends ValidationError {
  constructor() {
    super({ token: ['is not valid any more: it was used, has expired, or was replaced by a newer one'] });
  }
}

/** The same for an account that takes no registrations and for one that is not there. */
export class RegistrationClosedError extends PermissionDeniedError {
  constructor() {
    super('PERMISSION_DENIED', { reason: 'This practice does not take registrations. Ask it for an invitation.' });
  }
}

/** Somebody signed in gave the wrong password again. A lock-out answers the same. */
export class WrongPasswordError extends ValidationError {
  constructor(field: string) {
    super({ [field]: ['is not right'] });
  }
}

/** The same for a wrong code, one that was used, and a lock-out. */
export class WrongCodeError extends ValidationError {
  constructor() {
    super({ code: ['is not right or was used before'] });
  }
}

/** The same for a wrong code, one that was used, a lock-out, and a challenge that is over: before anybody is signed in. */
export class SecondFactorRefusedError extends UnauthenticatedError {
  constructor() {
    super('The code is wrong or was used before, or signing in took too long.');
  }
}

export class SecondFactorConflictError extends ConflictError {
  constructor(isOn: boolean) {
    super('SECOND_FACTOR_CONFLICT', isOn ? 'The second factor is on already.' : 'The second factor is not on.');
  }
}

export class InvitationNotFoundError extends NotFoundError {
  constructor(invitationId: string) {
    super('INVITATION_NOT_FOUND', 'There is no such invitation. Check the id.', { invitationId });
  }
}

export class InvitationStateConflictError extends ConflictError {
  constructor(state: string) {
    super('INVITATION_STATE_CONFLICT', `This invitation was ${state}.`, { state });
  }
}

/** Somebody of this account has the address, or is invited already. */
export class InvitationConflictError extends ConflictError {
  constructor() {
    super('INVITATION_CONFLICT', 'This person is a user or is invited already. Resend the invitation instead.');
  }
}

/** Addresses change by way of a mail to the new one. */
export class OwnEmailChangeError extends PermissionDeniedError {
  constructor() {
    super('PERMISSION_DENIED', { fields: ['email'], reason: 'Change your own address at /api/v1/auth/email.' });
  }
}

export class EmailVerifiedConflictError extends ConflictError {
  constructor() {
    super('EMAIL_VERIFIED_CONFLICT', 'This address has been verified already.');
  }
}
