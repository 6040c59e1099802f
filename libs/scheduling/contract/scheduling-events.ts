import { Type } from 'typebox';
import { eventNamespace } from '#platform/events/event-definition.js';

export const schedulingEvents = eventNamespace('scheduling', 'Scheduling');

/** What every event of a session tells. Times are ISO-8601 UTC. Notes are clinical and never part of an event. */
const session = {
  sessionId: Type.String(),
  patientId: Type.String(),
  therapistId: Type.String(),
  siteId: Type.String(),
  startsAt: Type.String(),
  endsAt: Type.String(),
  durationMinutes: Type.Integer(),
  sessionType: Type.String(),
  /** Grows with every change that calendars must take over. */
  calendarSequence: Type.Integer(),
};

export const sessionScheduled = schedulingEvents.event('therapy_session.scheduled', {
  label: 'Therapy session scheduled',
  data: Type.Object(session),
});
export const sessionRescheduled = schedulingEvents.event('therapy_session.rescheduled', {
  label: 'Therapy session rescheduled',
  data: Type.Object({ ...session, previousStartsAt: Type.String(), previousEndsAt: Type.String() }),
});
export const sessionStarted = schedulingEvents.event('therapy_session.started', {
  label: 'Therapy session started',
  data: Type.Object({ ...session, startedAt: Type.String() }),
});
export const sessionCompleted = schedulingEvents.event('therapy_session.completed', {
  label: 'Therapy session completed',
  data: Type.Object({ ...session, completedAt: Type.String() }),
});
/** It is out of sight from then on, and can be brought back until it is purged. */
export const sessionDeleted = schedulingEvents.event('therapy_session.deleted', {
  label: 'Therapy session deleted',
  removesTarget: true,
  data: Type.Object({ ...session, deletedAt: Type.String() }),
});
export const sessionRestored = schedulingEvents.event('therapy_session.restored', {
  label: 'Therapy session restored',
  data: Type.Object({ ...session, restoredAt: Type.String() }),
});
/** It is gone for good, and nothing of what was in it is told. */
export const sessionPurged = schedulingEvents.event('therapy_session.purged', {
  label: 'Therapy session purged',
  // What people were told of it goes with it.
  subscribable: false,
  data: Type.Object({ objectId: Type.String() }),
});
export const sessionCancelled = schedulingEvents.event('therapy_session.cancelled', {
  label: 'Therapy session cancelled',
  data: Type.Object({
    ...session,
    cancelledAt: Type.String(),
    /** Less than 24 hours before it was to start. */
    late: Type.Boolean(),
  }),
});

/** When a therapist works at a site from now on, on the site's own clock. Target is the site, action object the therapist. */
export const workingHoursChanged = schedulingEvents.event('working_hours.changed', {
  label: 'Working hours changed',
  data: Type.Object({
    therapistId: Type.String(),
    siteId: Type.String(),
    hours: Type.Array(
      Type.Object({
        /** ISO: Monday 1 to Sunday 7. */
        weekday: Type.Integer(),
        opensAt: Type.String(),
        closesAt: Type.String(),
        validFrom: Type.Union([Type.String(), Type.Null()]),
        validUntil: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
  }),
});
