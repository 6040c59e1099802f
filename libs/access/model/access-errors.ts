import { NotFoundError, ValidationError } from '#platform/errors/application-error.js';

export class GrantNotFoundError extends NotFoundError {
  constructor(grantId: string) {
    super('GRANT_NOT_FOUND', 'There is no such grant.', { grantId });
  }
}

/** Also for a user or a group of another account. */
export class SubjectNotFoundError extends NotFoundError {
  constructor(kind: 'user' | 'group', id: string) {
    super(`${kind.toUpperCase()}_NOT_FOUND`, `There is no such ${kind}.`, { [`${kind}Id`]: id });
  }
}

export class InvalidSubjectError extends ValidationError {
  constructor() {
    super({ subject: ['must be user:<id>, group:<id> or role:<name of a role>'] });
  }
}

export class UnknownPermissionError extends ValidationError {
  constructor() {
    super({ permission: ['is not the name of a permission'] });
  }
}
