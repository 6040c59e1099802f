import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { requireSite } from '#platform/database/site-alignment.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { TherapistAtSite } from '../model/therapist-at-site.js';
import { requireHoursOf } from '../model/working-hours.policy.js';
import { workingRules } from '../model/working-rules.js';
import { type HoursOfWeek, inOrder } from '../model/working-week.js';

/** What the clock of the site reads. */
export interface WorkingHoursView {
  readonly therapistId: string;
  readonly siteId: string;
  /** IANA. */
  readonly timeZone: string;
  readonly hours: readonly Required<HoursOfWeek>[];
}

export class GetWorkingHours extends Query<WorkingHoursView> {
  constructor(
    readonly actor: Actor,
    readonly therapistId: string,
    readonly siteId: string,
  ) {
    super();
  }
}

@QueryHandler(GetWorkingHours)
export class GetWorkingHoursHandler implements IQueryHandler<GetWorkingHours> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly therapists: TherapistAtSite,
  ) {}

  /** @throws PermissionDeniedError, SiteNotFoundError, TherapistNotFoundError, SiteMismatchError */
  async execute({ actor, therapistId, siteId }: GetWorkingHours): Promise<WorkingHoursView> {
    requireHoursOf(actor, therapistId);
    const { timeZone } = await this.therapists.find(actor, therapistId, siteId);
    const rules = await this.database.readTogether(async (tx) => {
      requireSite(tx, siteId);
      return workingRules(tx, therapistId, siteId);
    });
    return { therapistId, siteId, timeZone, hours: inOrder(rules) };
  }
}
