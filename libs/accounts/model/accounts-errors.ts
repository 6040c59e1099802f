import { ConflictError, NotFoundError } from '#platform/errors/application-error.js';

/** The plan allows no more of something. */
export class PlanLimitConflictError extends ConflictError {
  constructor(limit: string, allowed: number, used: number) {
    super(
      'PLAN_LIMIT_CONFLICT',
      `The plan allows ${allowed} ${limit}, and ${used} are in use. Choose a larger plan or free some.`,
      { limit, allowed, used },
    );
  }
}

export class SlugTakenError extends ConflictError {
  constructor(slug: string) {
    super('ACCOUNT_SLUG_CONFLICT', 'Another account has this short name already. Choose another.', { slug });
  }
}

/** The account that runs Praxis itself. */
export class SystemAccountError extends ConflictError {
  constructor() {
    super('SYSTEM_ACCOUNT_CONFLICT', 'A system account cannot be deleted.');
  }
}

export class SectorNotFoundError extends NotFoundError {
  constructor(sectorId: string) {
    super('SECTOR_NOT_FOUND', 'There is no such sector.', { sectorId });
  }
}

export class MemberNotFoundError extends NotFoundError {
  constructor(userId: string) {
    super('USER_NOT_FOUND', 'There is no such user.', { userId });
  }
}

export class SiteAccessNotFoundError extends NotFoundError {
  constructor(siteId: string, userId: string) {
    super('SITE_ACCESS_NOT_FOUND', 'This user is not listed for this site.', { siteId, userId });
  }
}
