import { IANAZone } from 'luxon';

/** What a session mail tells of. Neither notes nor the kind of therapy: mails leave the house, and pass through many hands. */
export interface SessionMailFacts {
  readonly sessionId: string;
  /** 0 when scheduled; higher at each reschedule and at the cancellation. Calendars ignore what is not newer. */
  readonly sequence: number;
  /** ISO 8601: when the change that this mail tells of was made. */
  readonly changedAt: string;
  /** ISO 8601. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly durationMinutes: number;
  readonly patientName: string;
  readonly therapistName: string;
  readonly siteName: string;
  readonly siteAddress: string;
  /** IANA name, of the site. */
  readonly timeZone: string;
  /** To whom the mail goes: the attendee of the invitation. */
  readonly recipientAddress: string;
  /** From whom it comes (`Mailer.sender.address`): the organizer. Calendars take a change only from the same organizer. */
  readonly organizerAddress: string;
  /** Of a cancelled session: whether it costs a late fee. Absent: the mail says nothing about costs. */
  readonly lateFee?: boolean;
}

export type SessionMailKind = 'scheduled' | 'rescheduled' | 'cancelled' | 'completed';
export type SessionMailAudience = 'patient' | 'therapist';

/** A fact that no mail can be written from; the event that it came from is wrong. */
export class SessionMailFactError extends Error {
  constructor(sessionId: string, fact: keyof SessionMailFacts, expected: string) {
    super(`No mail can be written about session ${sessionId}: ${fact} is not ${expected}.`);
    this.name = 'SessionMailFactError';
  }
}

/** Without an offset it would be read in the zone of whichever machine renders the mail. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/;

/**
 * The facts, fit to be shown: every text on one line and without characters that reorder what follows them, so that a name
 * can forge neither a paragraph of the mail nor a property of the calendar.
 * @throws SessionMailFactError
 */
export function checkedFacts(facts: SessionMailFacts): SessionMailFacts {
  for (const moment of ['changedAt', 'startsAt', 'endsAt'] as const) {
    if (!INSTANT.test(facts[moment]) || Number.isNaN(Date.parse(facts[moment]))) {
      throw new SessionMailFactError(
        facts.sessionId,
        moment,
        'an ISO 8601 time with its offset, as in 2026-03-03T09:00:00Z',
      );
    }
  }
  if (!IANAZone.isValidZone(facts.timeZone)) {
    throw new SessionMailFactError(facts.sessionId, 'timeZone', 'an IANA time zone such as Europe/Berlin');
  }
  return {
    ...facts,
    patientName: onOneLine(facts.patientName),
    therapistName: onOneLine(facts.therapistName),
    siteName: onOneLine(facts.siteName),
    siteAddress: onOneLine(facts.siteAddress, ', '),
  };
}

/** The names of who reads the mail and of whom the session is with. */
export function parties(audience: SessionMailAudience, { patientName, therapistName }: SessionMailFacts) {
  return audience === 'patient'
    ? { reader: patientName, counterpart: therapistName }
    : { reader: therapistName, counterpart: patientName };
}

function onOneLine(text: string, lineBreak = ' '): string {
  return text
    .toWellFormed()
    .trim()
    .replace(/\s*[\r\n\u2028\u2029]\s*/g, lineBreak)
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ');
}
