import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SiteDirectory } from '#accounts/contract/index.js';
import { PeopleDirectory } from '#identity/contract/index.js';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { sessionScheduled } from '../contract/scheduling-events.js';
import { type SessionType } from '../contract/session-kinds.js';
import { bookOrExplain, checkBooking } from '../model/booking-checks.js';
import { requireArranging } from '../model/session-access.policy.js';
import { sessionFacts, sessionTarget } from '../model/session-facts.js';
import { requireActiveParties, SectorNotFoundError } from '../model/session-parties.js';
import { requireWithinWorkingHours } from '../model/session-policy.js';
import { bookers, requireUsableSite } from '../model/session-site.js';
import { insertSession } from '../model/session-store.js';
import { TherapySession } from '../model/therapy-session.entity.js';
import { WorkingHours } from '../model/working-hours.js';
import { recalledRules } from '../model/working-rules.js';

export class ScheduleTherapySession extends Command<TherapySession> {
  constructor(
    readonly actor: Actor,
    readonly request: {
      readonly patientId: string;
      readonly therapistId: string;
      readonly siteId: string;
      readonly sectorId?: string | null;
      readonly startsAt: string;
      readonly durationMinutes: number;
      readonly sessionType: SessionType;
      readonly notes?: string | null;
    },
  ) {
    super();
  }
}

@CommandHandler(ScheduleTherapySession)
export class ScheduleTherapySessionHandler implements ICommandHandler<ScheduleTherapySession> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly people: PeopleDirectory,
    private readonly sites: SiteDirectory,
    private readonly access: AccessControl,
  ) {}

  async execute({ actor, request }: ScheduleTherapySession): Promise<TherapySession> {
    await requireArranging(this.access, actor, request);
    return this.database.knowing(() => this.#schedule(actor, request));
  }

  @Publishes(sessionScheduled, (session: TherapySession) => ({
    target: sessionTarget(session),
    data: sessionFacts(session),
  }))
  book(tx: TenantTransaction, session: TherapySession, timeZone: string): TherapySession {
    checkBooking(tx, session, timeZone);
    insertSession(tx, session);
    return session;
  }

  async #schedule(actor: Actor, request: ScheduleTherapySession['request']): Promise<TherapySession> {
    const { patientId, therapistId, siteId, sectorId } = request;
    const session = TherapySession.schedule(
      { ...request, accountId: actor.accountId, startsAt: new Date(request.startsAt) },
      new Date(),
    );
    const [people, site, rules] = await Promise.all([
      this.people.people([patientId, therapistId]),
      this.sites.siteFor(siteId, bookers(actor, therapistId)),
      recalledRules(this.database, therapistId, siteId),
    ]);
    requireActiveParties(people, patientId, therapistId);
    requireUsableSite(site, actor, therapistId);
    if (sectorId && !site.sectorIds.includes(sectorId)) throw new SectorNotFoundError(sectorId);
    const { timeZone } = site;
    requireWithinWorkingHours(WorkingHours.between(rules, timeZone, session.startsAt, session.endsAt), session);
    return bookOrExplain(
      this.database,
      timeZone,
      () => session,
      () => this.database.writeAtOnce((tx) => this.book(tx, session, timeZone)),
    );
  }
}
