import { randomUUID } from 'node:crypto';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { composeMail } from '#platform/mail/compose-mail.js';
import { renderSessionMail } from './render-session-mail.js';
import {
  type SessionMailAudience,
  SessionMailFactError,
  type SessionMailFacts,
  type SessionMailKind,
} from './session-mail-facts.js';

const facts = (with_: Partial<SessionMailFacts> = {}): SessionMailFacts => ({
  sessionId: '019a9b3c-1d2e-7f30-8a4b-5c6d7e8f9a0b',
  sequence: 0,
  changedAt: '2026-03-01T12:34:56.789Z',
  startsAt: '2026-03-03T08:00:00.000Z',
  endsAt: '2026-03-03T09:00:00.000Z',
  durationMinutes: 60,
  patientName: 'Pat Doe',
  therapistName: 'Dr. Zoë Müller',
  siteName: 'Riverside',
  siteAddress: 'Am Fluß 1\n10115 Berlin',
  timeZone: 'Europe/Berlin',
  recipientAddress: 'pat@example.com',
  organizerAddress: 'no-reply@praxis.example',
  ...with_,
});

const KINDS: SessionMailKind[] = ['scheduled', 'rescheduled', 'cancelled', 'completed'];
const AUDIENCES: SessionMailAudience[] = ['patient', 'therapist'];
const ALL = KINDS.flatMap((kind) => AUDIENCES.map((audience) => [kind, audience] as const));

/** What a reader of the HTML sees. */
const visible = (html: string) =>
  html
    .replace(/<!--[\s\S]*?-->|<style[\s\S]*?<\/style>|<head>[\s\S]*?<\/head>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');

const oneLine = (text: string) => text.replace(/\s+/g, ' ');

describe.each(ALL)('the mail of a %s session to its %s', (kind, audience) => {
  const { subject, html, text } = renderSessionMail(kind, audience, facts());

  it('says when, how long, where and with whom, the same in HTML and in text', () => {
    for (const content of [visible(html), oneLine(text)]) {
      expect(content).toContain('Tuesday 3 March 2026, 09:00 to 10:00 Central European Standard Time (Europe/Berlin)');
      expect(content).toContain('60 minutes');
      expect(content).toMatch(/Riverside Am Fluß 1, 10115 Berlin/);
      expect(content).toContain(audience === 'patient' ? 'Hello Pat Doe,' : 'Hello Dr. Zoë Müller,');
      expect(content).toMatch(audience === 'patient' ? /With:? Dr\. Zoë Müller/ : /With:? Pat Doe/);
    }
    const sentences = text.split('\n\n').filter((paragraph) => !paragraph.startsWith('  '));
    for (const sentence of sentences) expect(visible(html)).toContain(oneLine(sentence.replace('-- \n', '')).trim());
  });

  it('names the day but nobody in its subject', () => {
    expect(subject).toContain('Tuesday 3 March 2026');
    expect(subject).not.toMatch(/Pat|Doe|Müller|Riverside/);
    expect(html).toContain(`<title>${subject}</title>`);
  });

  it('leaves no place unfilled', () => {
    expect(subject + html + text).not.toMatch(/\{\{|undefined|null|NaN|Invalid|\[object/);
  });

  it('is the same mail each time it is rendered', () => {
    expect(renderSessionMail(kind, audience, facts())).toEqual(renderSessionMail(kind, audience, facts()));
  });
});

describe('a session mail', () => {
  it('tells a patient how to cancel, as long as there is something to cancel', () => {
    for (const kind of ['scheduled', 'rescheduled'] as const) {
      expect(renderSessionMail(kind, 'patient', facts()).text).toMatch(/choose Cancel.*free of charge up to 24 hours/);
    }
    expect(renderSessionMail('cancelled', 'patient', facts()).text).not.toMatch(/choose Cancel/);
  });

  it('tells of a late fee when there is one, that there is none when there is none, and nothing when it is not known', () => {
    const texts = [true, false, undefined].flatMap((lateFee) =>
      AUDIENCES.map((audience) => renderSessionMail('cancelled', audience, facts({ lateFee })).text),
    );
    expect(texts[0]).toContain('less than 24 hours before the start, a late fee applies.');
    expect(texts[1]).toContain('less than 24 hours before the start, the patient is charged a late fee.');
    expect(texts[2]).toContain('Nothing is charged for it.');
    expect(texts[3]).toContain('The patient is not charged.');
    for (const text of texts.slice(4)) expect(text).not.toMatch(/fee|charge/);
  });

  it('shows names as they are written, and lets none of them become markup', () => {
    const name = `<script>alert("1")</script> O'Neil & {{footer}} $& $1`;
    const { html, text } = renderSessionMail('scheduled', 'patient', facts({ patientName: name, siteName: name }));
    expect(html).not.toMatch(/<script|"1"/);
    expect(visible(html)).toContain(`Hello ${name},`);
    expect(text).toContain(`Hello ${name},`);
  });

  it('keeps a name on its line, so that it cannot forge a paragraph', () => {
    const forged = 'Pat\r\n\r\nYour account is locked\u2028sign in\u202e\u0007 elsewhere';
    const { text, html } = renderSessionMail('scheduled', 'patient', facts({ patientName: forged }));
    expect(text.split('\n')[0]).toBe('Hello Pat Your account is locked sign in   elsewhere,');
    for (const character of '\u2028\u202e\u0007') expect(html).not.toContain(character);
  });

  it('repairs a name that was cut in the middle of a character', () => {
    const { html, text, calendar } = renderSessionMail('scheduled', 'therapist', facts({ patientName: 'Pat \ud83d' }));
    expect([html, text, calendar?.content].map((content) => content?.isWellFormed())).toEqual([true, true, true]);
  });

  it.each([
    { startsAt: 'tomorrow' },
    { endsAt: '2026-03-03T09:00:00.000' },
    { changedAt: '2026-13-03T09:00:00.000Z' },
    { timeZone: 'Berlin' },
    { timeZone: '' },
  ])('is refused rather than sent with %j', (wrong) => {
    expect(() => renderSessionMail('scheduled', 'patient', facts(wrong))).toThrow(SessionMailFactError);
  });

  it('arrives whole: parts, calendar and umlauts', async () => {
    const { calendar, ...content } = renderSessionMail('rescheduled', 'patient', facts({ sequence: 1 }));
    const { content: message } = await composeMail(
      {
        id: randomUUID(),
        to: { name: 'Pat Doe', address: 'pat@example.com' },
        correlationId: 'req_7',
        ...content,
        calendar,
      },
      { name: 'Praxis', address: 'no-reply@praxis.example' },
    );
    const email = await PostalMime.parse(message);
    expect(email.subject).toBe('Your appointment has moved to Tuesday 3 March 2026 at 09:00');
    expect(email.html?.trim()).toBe(content.html.trim());
    expect(email.text?.trim()).toBe(content.text.trim());
    expect(email.attachments.map(({ mimeType, method }) => [mimeType, method])).toEqual([
      ['text/calendar', 'REQUEST'],
      ['application/ics', undefined],
    ]);
  });
});
