import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SiteDirectory } from '#accounts/contract/index.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { sessionRescheduled } from '../contract/scheduling-events.js';
import { bookOrExplain, checkBooking } from '../model/booking-checks.js';
import { SessionNotFoundError } from '../model/scheduling-errors.js';
import { maySee, requireAction } from '../model/session-access.policy.js';
import { sessionFacts, sessionTarget } from '../model/session-facts.js';
import { requireWithinWorkingHours } from '../model/session-policy.js';
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
  ) {}

  async execute(command: RescheduleTherapySession): Promise<TherapySession> {
    const { actor, sessionId } = command;
    // A session never moves to another site or therapist, so both may be asked for before the transaction.
    const before = await this.database.read((tx) => tx.repository(TherapySession).findOneBy({ id: sessionId }));
    if (!before || !maySee(actor, before)) throw new SessionNotFoundError(sessionId);
    requireAction(actor, 'reschedule', before);
    const [{ timeZone }, rules] = await Promise.all([
      this.sites.site(before.siteId),
      this.database.readTogether((tx) => workingRules(tx, before.therapistId, before.siteId)),
    ]);
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
