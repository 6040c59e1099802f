import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Site, SiteDirectory } from '#accounts/contract/index.js';
import { PeopleDirectory } from '#identity/contract/index.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { sessionScheduled } from '../contract/scheduling-events.js';
import { bookOrExplain, checkBooking, takeTurns } from '../model/booking-checks.js';
import { requireArranging } from '../model/session-access.policy.js';
import { sessionFacts, sessionTarget } from '../model/session-facts.js';
import { requireActiveParties, SectorNotFoundError } from '../model/session-parties.js';
import type { SessionType } from '../model/session-policy.js';
import { insertSession } from '../model/session-store.js';
import { TherapySession } from '../model/therapy-session.entity.js';

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
  ) {}

  async execute({ actor, request }: ScheduleTherapySession): Promise<TherapySession> {
    requireArranging(actor, request);
    const session = TherapySession.schedule(
      { ...request, accountId: actor.accountId, startsAt: new Date(request.startsAt) },
      new Date(),
    );
    const [people, site] = await Promise.all([
      this.people.people([request.patientId, request.therapistId]),
      this.sites.site(request.siteId),
    ]);
    requireActiveParties(people, request.patientId, request.therapistId);
    if (request.sectorId && !site.sectorIds.includes(request.sectorId)) throw new SectorNotFoundError(request.sectorId);
    return bookOrExplain(
      this.database,
      () => session,
      () => this.database.write((tx) => this.book(tx, session, site)),
    );
  }

  /** Everything is sent at once; a check that fails takes the insert back with it. */
  @Publishes(sessionScheduled, (session: TherapySession) => ({
    target: sessionTarget(session),
    data: sessionFacts(session),
  }))
  async book(tx: TenantTransaction, session: TherapySession, site: Site): Promise<TherapySession> {
    const turn = takeTurns(tx, session);
    const checked = checkBooking(tx, session, site);
    const inserted = insertSession(tx, session);
    await Promise.allSettled([turn, checked, inserted]);
    await checked;
    await inserted;
    return session;
  }
}
