import createCalendar, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventClass,
  ICalEventStatus,
} from 'ical-generator';
import {
  parties,
  type SessionMailAudience,
  type SessionMailFacts,
  type SessionMailKind,
} from './session-mail-facts.js';

export interface SessionCalendar {
  readonly method: 'REQUEST' | 'CANCEL';
  readonly content: string;
}

/**
 * An iTIP message (RFC 5546) that puts the session into its reader's calendar, moves it there, or takes it out: the UID is
 * the session's id, the sequence says which message is newer. A completed session has none, it is in the calendar already.
 *
 * Times are in UTC. For single events every client shows them in its reader's zone; a TZID would need a VTIMEZONE in each
 * mail, and clients disagree about zones that they do not know.
 */
export function sessionCalendar(
  kind: SessionMailKind,
  audience: SessionMailAudience,
  facts: SessionMailFacts,
): SessionCalendar | undefined {
  if (kind === 'completed') return undefined;
  const cancelled = kind === 'cancelled';
  const method = cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST;
  const { reader, counterpart } = parties(audience, facts);
  const calendar = createCalendar({ method, prodId: { company: 'Praxis', product: 'Appointments', language: 'EN' } });
  calendar.createEvent({
    id: facts.sessionId,
    sequence: facts.sequence,
    stamp: new Date(facts.changedAt),
    start: new Date(facts.startsAt),
    end: new Date(facts.endsAt),
    summary: `Appointment with ${counterpart}`,
    location: [facts.siteName, facts.siteAddress].filter(Boolean).join(', '),
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    class: ICalEventClass.PRIVATE,
    organizer: { name: parameterText(facts.siteName), email: facts.organizerAddress },
    attendees: [
      {
        name: parameterText(reader),
        email: facts.recipientAddress,
        role: ICalAttendeeRole.REQ,
        // The booking is agreed already: nobody is asked to answer, and there is no mailbox that would read it.
        status: ICalAttendeeStatus.ACCEPTED,
        rsvp: false,
      },
    ],
  });
  return { method, content: calendar.toString() };
}

/**
 * A parameter's value may hold no quote (RFC 5545 3.2). ical-generator writes a backslash before it, which readers do not
 * know: they would end the value there and take the rest of the name for the organizer's or attendee's address.
 */
const parameterText = (name: string): string => name.replaceAll('"', "'");
