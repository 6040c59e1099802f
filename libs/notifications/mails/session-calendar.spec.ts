import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { renderSessionMail } from './render-session-mail.js';
import type { SessionMailAudience, SessionMailFacts, SessionMailKind } from './session-mail-facts.js';

const SESSION_ID = '019a9b3c-1d2e-7f30-8a4b-5c6d7e8f9a0b';

const facts = (with_: Partial<SessionMailFacts> = {}): SessionMailFacts => ({
  sessionId: SESSION_ID,
  sequence: 0,
  changedAt: '2026-03-01T12:34:56.789Z',
  startsAt: '2026-03-03T08:00:00.000Z',
  endsAt: '2026-03-03T09:00:00.000Z',
  durationMinutes: 60,
  patientName: 'Pat Doe',
  therapistName: 'Dr. Zoë Müller',
  siteName: 'Riverside',
  siteAddress: 'Am Fluß 1; Haus B, 10115 Berlin',
  timeZone: 'Europe/Berlin',
  recipientAddress: 'pat@example.com',
  organizerAddress: 'no-reply@praxis.example',
  ...with_,
});

function calendarOf(
  kind: SessionMailKind,
  audience: SessionMailAudience = 'patient',
  with_: Partial<SessionMailFacts> = {},
) {
  const { calendar } = renderSessionMail(kind, audience, facts(with_));
  const parsed = new ICAL.Component(ICAL.parse(calendar!.content));
  const [event, ...others] = parsed.getAllSubcomponents();
  expect([event?.name, others]).toEqual(['vevent', []]);
  const value = (name: string) => event!.getAllProperties(name).map((property) => String(property.getFirstValue()));
  const parameter = (name: string, key: string) => event!.getFirstProperty(name)?.getFirstParameter(key);
  return { ...calendar!, parsed, event: event!, value, parameter };
}

describe('the calendar of a session mail', () => {
  it('puts the session into the calendar of its reader', () => {
    const { method, parsed, value, parameter } = calendarOf('scheduled');
    expect(method).toBe('REQUEST');
    expect(parsed.getFirstPropertyValue('method')).toBe('REQUEST');
    expect(parsed.getFirstPropertyValue('version')).toBe('2.0');
    expect(value('uid')).toEqual([SESSION_ID]);
    expect(value('sequence')).toEqual(['0']);
    expect(value('status')).toEqual(['CONFIRMED']);
    expect(value('dtstart')).toEqual(['2026-03-03T08:00:00Z']);
    expect(value('dtend')).toEqual(['2026-03-03T09:00:00Z']);
    expect(value('dtstamp')).toEqual(['2026-03-01T12:34:56Z']);
    expect(value('summary')).toEqual(['Appointment with Dr. Zoë Müller']);
    expect(value('location')).toEqual(['Riverside, Am Fluß 1; Haus B, 10115 Berlin']);
    expect([value('organizer'), parameter('organizer', 'cn')]).toEqual([
      ['mailto:no-reply@praxis.example'],
      'Riverside',
    ]);
    expect([value('attendee'), parameter('attendee', 'cn')]).toEqual([['MAILTO:pat@example.com'], 'Pat Doe']);
    expect([parameter('attendee', 'partstat'), parameter('attendee', 'rsvp')]).toEqual(['ACCEPTED', 'FALSE']);
  });

  it('tells the therapist with whom', () => {
    const { value, parameter } = calendarOf('scheduled', 'therapist', { recipientAddress: 'zoe@example.com' });
    expect(value('summary')).toEqual(['Appointment with Pat Doe']);
    expect([value('attendee'), parameter('attendee', 'cn')]).toEqual([['MAILTO:zoe@example.com'], 'Dr. Zoë Müller']);
  });

  it('moves the same event with a higher sequence', () => {
    const { method, value } = calendarOf('rescheduled', 'patient', {
      sequence: 3,
      startsAt: '2026-03-04T08:00:00.000Z',
    });
    expect([method, value('uid'), value('sequence')]).toEqual(['REQUEST', [SESSION_ID], ['3']]);
  });

  it('takes the same event out when the session is cancelled', () => {
    const { method, parsed, value } = calendarOf('cancelled', 'patient', { sequence: 4 });
    expect(method).toBe('CANCEL');
    expect(parsed.getFirstPropertyValue('method')).toBe('CANCEL');
    expect([value('uid'), value('sequence'), value('status')]).toEqual([[SESSION_ID], ['4'], ['CANCELLED']]);
  });

  it('is not sent with completed sessions', () => {
    expect(renderSessionMail('completed', 'patient', facts()).calendar).toBeUndefined();
    expect(renderSessionMail('completed', 'therapist', facts()).calendar).toBeUndefined();
  });

  it('shows only that there is an appointment, and is marked as private', () => {
    const { event, value } = calendarOf('scheduled');
    const told = event.getAllProperties().map(({ name }) => name);
    expect(told.sort()).toEqual([
      'attendee',
      'class',
      'dtend',
      'dtstamp',
      'dtstart',
      'location',
      'organizer',
      'sequence',
      'status',
      'summary',
      'uid',
    ]);
    expect(value('class')).toEqual(['PRIVATE']);
  });

  it('keeps to the line ends and the 75 octets of RFC 5545, also in long names with wide characters', () => {
    const { content } = calendarOf('scheduled', 'patient', { siteAddress: 'Straße 👩‍⚕️ '.repeat(40).trim() });
    expect(content).not.toMatch(/[^\r]\n|\r[^\n]/);
    expect(Math.max(...content.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  });

  it.each([
    ['another attendee', 'Pat"\r\nATTENDEE:mailto:victim@evil.example'],
    ['another address', 'Pat":mailto:victim@evil.example'],
    ['another parameter', 'Pat";X-EVIL="1'],
    ['the end of the event', 'Pat\nEND:VEVENT\nBEGIN:VEVENT'],
    ['a trailing backslash', 'Pat\\'],
    ['a unicode line break', 'Pat\u2028ATTENDEE:mailto:victim@evil.example'],
  ])('cannot be given %s by a name', (_, name) => {
    for (const audience of ['patient', 'therapist'] as const) {
      const { value, event } = calendarOf('scheduled', audience, {
        patientName: name,
        therapistName: name,
        siteName: name,
      });
      expect(value('attendee')).toEqual(['MAILTO:pat@example.com']);
      expect(value('organizer')).toEqual(['mailto:no-reply@praxis.example']);
      expect(value('summary')).toHaveLength(1);
      expect(event.getFirstProperty('attendee')?.getFirstParameter('x-evil')).toBeFalsy();
    }
  });
});
