import type { sessionScheduled } from '../contract/scheduling-events.js';
import type { TherapySession } from './therapy-session.entity.js';

type SessionFacts = NonNullable<(typeof sessionScheduled)['payload']>;

/** What every event of a session tells; see the contract's events. */
export const sessionFacts = (session: TherapySession): SessionFacts => ({
  sessionId: session.id,
  patientId: session.patientId,
  therapistId: session.therapistId,
  siteId: session.siteId,
  startsAt: session.startsAt.toISOString(),
  endsAt: session.endsAt.toISOString(),
  durationMinutes: session.durationMinutes,
  sessionType: session.sessionType,
  calendarSequence: session.calendarSequence,
});

export const sessionTarget = (session: { readonly id: string }) => ({ type: 'therapy_session', id: session.id });
