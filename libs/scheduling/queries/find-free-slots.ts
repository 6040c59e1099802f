import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { SiteDirectory, SiteNotFoundError } from '#accounts/contract/index.js';
import { PeopleDirectory } from '#identity/contract/index.js';
import type { Actor } from '#platform/context/actor.js';
import { requireSite } from '#platform/database/site-alignment.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import type { Interval } from '../model/interval.js';
import { countByLocalDate, wholeLocalDays } from '../model/local-days.js';
import { TherapistNotFoundError } from '../model/session-parties.js';
import { earliestStart } from '../model/session-policy.js';
import { bookers } from '../model/session-site.js';
import { freeSlots, requireSlotRange } from '../model/slots.js';
import { WorkingHours } from '../model/working-hours.js';
import { workingRules } from '../model/working-rules.js';

export class FindFreeSlots extends Query<Interval[]> {
  constructor(
    readonly actor: Actor,
    readonly search: {
      readonly therapistId: string;
      readonly siteId: string;
      readonly from: Date;
      readonly to: Date;
      readonly durationMinutes: number;
    },
  ) {
    super();
  }
}

/** @throws TherapistNotFoundError, SiteNotFoundError, SiteMismatchError, ValidationError */
@QueryHandler(FindFreeSlots)
export class FindFreeSlotsHandler implements IQueryHandler<FindFreeSlots> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly people: PeopleDirectory,
    private readonly sites: SiteDirectory,
  ) {}

  async execute({ actor, search }: FindFreeSlots): Promise<Interval[]> {
    const { therapistId, siteId, from, to, durationMinutes } = search;
    const [[therapist], site] = await Promise.all([
      this.people.people([therapistId]),
      this.sites.siteFor(siteId, bookers(actor, therapistId)),
    ]);
    if (!site.usableBy.includes(actor.userId)) throw new SiteNotFoundError(siteId);
    if (!therapist?.roles.includes('therapist')) throw new TherapistNotFoundError(therapistId);
    const zone = site.timeZone;
    requireSlotRange({ zone, from, to, durationMinutes });
    if (!therapist.active || site.archived || !site.usableBy.includes(therapistId)) return [];
    const days = wholeLocalDays(from, to, zone);
    const [rules, sessions] = await this.database.readTogether(async (tx) => {
      requireSite(tx, siteId);
      return Promise.all([
        workingRules(tx, therapistId, siteId),
        tx.query<Interval & { status: string }>(
          `select starts_at as "startsAt", ends_at as "endsAt", status from scheduling.therapy_session
           where therapist_id = $1::uuid and starts_at < $3 and ends_at > $2 and status <> 'cancelled' order by starts_at`,
          [therapistId, days.startsAt, days.endsAt],
        ),
      ]);
    });
    return freeSlots({
      zone,
      from,
      to,
      durationMinutes,
      windows: WorkingHours.between(rules, zone, from, to).windows,
      busy: sessions.filter(({ status }) => status !== 'completed'),
      earliest: earliestStart(new Date()),
      countsByDate: countByLocalDate(
        sessions.filter(({ startsAt }) => startsAt >= days.startsAt),
        zone,
      ),
    });
  }
}
