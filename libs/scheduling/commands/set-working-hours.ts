import { isDeepStrictEqual } from 'node:util';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { workingHoursChanged } from '../contract/index.js';
import { Availability } from '../model/availability.entity.js';
import { requireUsableSite } from '../model/session-site.js';
import { TherapistAtSite } from '../model/therapist-at-site.js';
import { requireHoursOf } from '../model/working-hours.policy.js';
import { workingRules } from '../model/working-rules.js';
import { type HoursOfWeek, inOrder, workingWeek } from '../model/working-week.js';

/** Replaces a therapist's weekly hours at a site. The same again changes nothing; sessions that are booked stay. */
export class SetWorkingHours extends Command<void> {
  /** @param actor absent: set at set-up, by nobody who signed in */
  constructor(
    readonly accountId: string,
    readonly therapistId: string,
    readonly siteId: string,
    readonly hours: readonly HoursOfWeek[],
    readonly actor?: Actor,
  ) {
    super();
  }
}

interface Place {
  readonly therapistId: string;
  readonly siteId: string;
}

/** Otherwise two would each take away what was there before, and leave both weeks behind. */
const TAKE_TURNS = `select pg_advisory_xact_lock(hashtextextended('working hours:' || $1::text, 0))`;

@CommandHandler(SetWorkingHours)
export class SetWorkingHoursHandler implements ICommandHandler<SetWorkingHours> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly therapists: TherapistAtSite,
  ) {}

  /** @throws PermissionDeniedError, SiteNotFoundError, TherapistNotFoundError, ValidationError, SiteArchivedError, SiteMismatchError */
  async execute({ accountId, therapistId, siteId, hours, actor }: SetWorkingHours): Promise<void> {
    if (actor) await this.#requireMay(actor, { therapistId, siteId }, hours.length > 0);
    const week = workingWeek({ accountId, therapistId, siteId }, hours);
    const database = actor ? this.database : this.database.forAccount(accountId);
    await database.write(async (tx) => {
      tx.send({ sql: TAKE_TURNS, parameters: [therapistId] });
      const before = await workingRules(tx, therapistId, siteId);
      if (!isDeepStrictEqual(inOrder(before), inOrder(week))) await this.replace(tx, { therapistId, siteId }, week);
    });
  }

  /** Hours may be taken away where nobody works any more. */
  async #requireMay(actor: Actor, { therapistId, siteId }: Place, adds: boolean): Promise<void> {
    requireHoursOf(actor, therapistId);
    const site = await this.therapists.find(actor, therapistId, siteId);
    if (adds) requireUsableSite(site, actor, therapistId);
  }

  /** In the history of the site: that of the therapist is also for people who may not use it. */
  @Publishes(workingHoursChanged, (_done, { therapistId, siteId }: Place, week: readonly Availability[]) => ({
    target: { type: 'site', id: siteId },
    actionObject: { type: 'user', id: therapistId },
    data: { therapistId, siteId, hours: inOrder(week) },
  }))
  async replace(tx: TenantTransaction, place: Place, week: readonly Availability[]): Promise<void> {
    await tx.repository(Availability).delete({ ...place });
    await tx.repository(Availability).insert([...week]);
  }
}
