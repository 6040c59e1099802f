import { NotFoundError, PermissionDeniedError, UnauthenticatedError } from '#platform/errors/application-error.js';

/** The same for a key that is unknown, revoked, expired, or of a deactivated user. */
export class InvalidApiKeyError extends UnauthenticatedError {
  constructor() {
    super('The API key is not valid. Make a new one.');
  }
}

export class ApiKeyNotFoundError extends NotFoundError {
  constructor(apiKeyId: string) {
    super('API_KEY_NOT_FOUND', 'There is no such API key. Check the id.', { apiKeyId });
  }
}

/** A key that leaked must not be able to make others, or to change how its user signs in. */
export class NotInPersonError extends PermissionDeniedError {
  constructor() {
    super('PERMISSION_DENIED', { reason: 'This cannot be done with an API key. Sign in to do it.' });
  }
}

export class SignInNotFoundError extends NotFoundError {
  constructor(signInId: string) {
    super('SIGN_IN_NOT_FOUND', 'There is no such sign-in. Check the id.', { signInId });
  }
}
