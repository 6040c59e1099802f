import { ConflictError, NotFoundError } from '#platform/errors/application-error.js';

export class GroupNotFoundError extends NotFoundError {
  constructor(groupId: string) {
    super('GROUP_NOT_FOUND', 'There is no such group. Check the id.', { groupId });
  }
}

export class GroupNameConflictError extends ConflictError {
  constructor() {
    super('GROUP_NAME_CONFLICT', 'There is a group of this name. Choose another one.');
  }
}

export class GroupMemberNotFoundError extends NotFoundError {
  constructor(groupId: string, userId: string) {
    super('GROUP_MEMBER_NOT_FOUND', 'This user is not in the group.', { groupId, userId });
  }
}
