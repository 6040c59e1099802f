import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SiteDirectory } from '#accounts/contract/index.js';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { sessionRescheduled } from '../contract/scheduling-events.js';
import { bookOrExplain, checkBooking } from '../model/booking-checks.js';
import { SessionNotFoundError } from '../model/scheduling-errors.js';
import { requireAction } from '../model/session-access.policy.js';
import { sessionFacts, sessionTarget } from '../model/session-facts.js';
import { requireWithinWorkingHours } from '../model/session-policy.js';
import { bookers, requireUsableSite } from '../model/session-site.js';
import { lockSession, updateSession } from '../model/session-store.js';
import { TherapySession } from '../model/therapy-session.entity.js';
import { WorkingHours } from '../model/working-hours.js';
import { workingRules } from '../model/working-rules.js';

export class RescheduleTherapySession extends Command<TherapySession> {
  constructor(
    readonly actor: Actor,
    readonly sessionId: string,
    readonly startsAt: string,
    /** Undefined keeps the present duration. */
    readonly durationMinutes?: number,
  ) {
    super();
  }
}

@CommandHandler(RescheduleTherapySession)
export class RescheduleTherapySessionHandler implements ICommandHandler<RescheduleTherapySession> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly sites: SiteDirectory,
    private readonly access: AccessControl,
  ) {}

  async execute(command: RescheduleTherapySession): Promise<TherapySession> {
    const { actor, sessionId } = command;
    // A session never moves to another site or therapist, so both may be asked for before the transaction.
    const [before] = await this.database.read((tx) =>
      Promise.all([
        tx.repository(TherapySession).findOneBy({ id: sessionId }),
        requireAction(this.access, tx, { actor, sessionId, action: 'reschedule' }),
      ]),
    );
    if (!before) throw new SessionNotFoundError(sessionId);
    const [site, rules] = await Promise.all([
      this.sites.siteFor(before.siteId, bookers(actor, before.therapistId)),
      this.database.readTogether((tx) => workingRules(tx, before.therapistId, before.siteId)),
    ]);
    requireUsableSite(site, actor, before.therapistId);
    const { timeZone } = site;
    let moved = before;
    return bookOrExplain(
      this.database,
      timeZone,
      () => moved,
      () =>
        this.database.write(async (tx) => {
          const session = await lockSession(tx, sessionId);
          const previous = { startsAt: session.startsAt.toISOString(), endsAt: session.endsAt.toISOString() };
          session.reschedule(new Date(command.startsAt), command.durationMinutes, new Date());
          moved = session;
          requireWithinWorkingHours(WorkingHours.between(rules, timeZone, session.startsAt, session.endsAt), session);
          checkBooking(tx, session, timeZone);
          await updateSession(tx, session);
          await tx.publish(sessionRescheduled, {
            target: sessionTarget(session),
            data: { ...sessionFacts(session), previousStartsAt: previous.startsAt, previousEndsAt: previous.endsAt },
          });
          return session;
        }),
    );
  }
}
