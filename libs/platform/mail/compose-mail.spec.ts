import { randomUUID } from 'node:crypto';
import ICAL from 'ical.js';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { composeMail } from './compose-mail.js';
import type { Mail } from './mail.js';
import { parseSender } from './mail-address.js';
import { MailRejectedError } from './mail-errors.js';

const sender = parseSender('Praxis am Fluß <no-reply@praxis.example>');

const INVITATION = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Praxis//EN',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'UID:1',
  'DTSTAMP:20260303T080000Z',
  'DTSTART:20260303T080000Z',
  'SUMMARY:Termin mit Frau Müller',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

const mail = (with_: Partial<Mail> = {}): Mail => ({
  id: randomUUID(),
  to: { name: 'Pat Doe', address: 'pat@example.com' },
  subject: 'Your appointment',
  html: '<p>Hello</p>',
  text: 'Hello',
  correlationId: 'req_7',
  ...with_,
});

async function composed(with_: Partial<Mail> = {}) {
  const { content, ...envelope } = await composeMail(mail(with_), sender);
  const source = content.toString('latin1');
  return { ...envelope, source, email: await PostalMime.parse(content) };
}

const header = (email: { headers: { key: string; value: string }[] }, name: string) =>
  email.headers.filter(({ key }) => key === name).map(({ value }) => value);

describe('a composed mail', () => {
  it('has sender, recipient, subject, date and both parts', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { email, sender: from, recipient } = await composed();
    expect(email.from).toMatchObject({ name: 'Praxis am Fluß', address: 'no-reply@praxis.example' });
    expect(email.to).toMatchObject([{ name: 'Pat Doe', address: 'pat@example.com' }]);
    expect(email.subject).toBe('Your appointment');
    expect(email.text?.trim()).toBe('Hello');
    expect(email.html?.trim()).toBe('<p>Hello</p>');
    expect(Date.parse(email.date ?? '')).toBeGreaterThanOrEqual(before);
    expect([from, recipient]).toEqual(['no-reply@praxis.example', 'pat@example.com']);
  });

  it('says which request caused it and that no person wrote it', async () => {
    const { email } = await composed({ correlationId: 'req_abc' });
    expect(header(email, 'x-correlation-id')).toEqual(['req_abc']);
    expect(header(email, 'auto-submitted')).toEqual(['auto-generated']);
  });

  it('has the same Message-ID whenever the same delivery is composed, in the domain of the sender', async () => {
    const id = randomUUID();
    const [first, second] = [await composed({ id }), await composed({ id, subject: 'again' })];
    expect(first.email.messageId).toBe(`<${id}@praxis.example>`);
    expect(second.email.messageId).toBe(first.email.messageId);
  });

  it('writes an international sender domain in ASCII into the Message-ID', async () => {
    const id = randomUUID();
    const { content } = await composeMail(mail({ id }), parseSender('post@müller.example'));
    expect((await PostalMime.parse(content)).messageId).toBe(`<${id}@xn--mller-kva.example>`);
  });

  it('carries a calendar as an alternative with its method and as session.ics', async () => {
    const { email, source } = await composed({ calendar: { method: 'REQUEST', content: INVITATION } });
    expect(source).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=REQUEST/);
    const parts = email.attachments.map(({ mimeType, filename, content }) => {
      const calendar = new ICAL.Component(ICAL.parse(Buffer.from(content as ArrayBuffer).toString('utf8')));
      return { mimeType, filename, summary: calendar.getFirstSubcomponent('vevent')?.getFirstPropertyValue('summary') };
    });
    expect(parts).toEqual([
      { mimeType: 'text/calendar', filename: null, summary: 'Termin mit Frau Müller' },
      { mimeType: 'application/ics', filename: 'session.ics', summary: 'Termin mit Frau Müller' },
    ]);
    expect([email.text?.trim(), email.html?.trim()]).toEqual(['Hello', '<p>Hello</p>']);
  });

  it('keeps umlauts, emoji and other scripts in names, subject and both parts', async () => {
    const words = 'Zoë Müller-Łukasiewicz 李雷 👩‍⚕️';
    const { email, source } = await composed({
      to: { name: words, address: 'zoë@example.com' },
      subject: words,
      text: words,
      html: `<p>${words}</p>`,
    });
    expect(email.to).toMatchObject([{ name: words, address: 'zoë@example.com' }]);
    expect([email.subject, email.text?.trim(), email.html?.trim()]).toEqual([words, words, `<p>${words}</p>`]);
    expect(source.replace('zo\u00c3\u00ab@example.com', '')).not.toMatch(/[\x80-\xff]/);
  });

  it('keeps lines of any length, and stays below the 998 octets that SMTP allows', async () => {
    const long = 'x'.repeat(5_000);
    const { email, source } = await composed({
      subject: `${'word '.repeat(60)}end`,
      text: long,
      html: `<p>${long}</p>`,
      correlationId: 'c'.repeat(255),
      headers: { 'X-Long': 'y'.repeat(700) },
    });
    expect(email.text?.trim()).toBe(long);
    expect(email.html?.trim()).toBe(`<p>${long}</p>`);
    expect(email.subject).toBe(`${'word '.repeat(60)}end`);
    expect(header(email, 'x-correlation-id')).toEqual(['c'.repeat(255)]);
    expect(header(email, 'x-long')).toEqual(['y'.repeat(700)]);
    expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  it('does not read files or addresses that its content names', async () => {
    const { email } = await composed({ text: 'file:///etc/hostname', html: '<img src="file:///etc/hostname">' });
    expect(email.text?.trim()).toBe('file:///etc/hostname');
    expect(email.attachments).toEqual([]);
  });

  it('refuses content that asks to be loaded from a file or an address', async () => {
    for (const source of [{ path: '/etc/hostname' }, { href: 'http://127.0.0.1:1/' }]) {
      // Not what the type allows; a payload that came through JSON could still be this.
      const composing = composed({ html: source as unknown as string });
      await expect(composing).rejects.toThrow(MailRejectedError);
      await expect(composing).rejects.toThrow(/access rejected/i);
    }
  });
});

describe('nobody can add headers or recipients', () => {
  const attack = 'Pat\r\nBcc: victim@evil.example\r\n\r\n<h1>forged</h1>';

  it.each([
    ['the subject', { subject: attack }],
    ["the recipient's name", { to: { name: attack, address: 'pat@example.com' } }],
    ['the correlation id', { correlationId: attack }],
    ["a further header's value", { headers: { 'X-Site': attack } }],
    ['a name that imitates an address', { to: { name: 'a" <victim@evil.example>, "b', address: 'pat@example.com' } }],
    ['a name that imitates a list', { to: { name: 'x, victim@evil.example;', address: 'pat@example.com' } }],
    ['a bare line feed and a NUL', { subject: 'a\nBcc: victim@evil.example\u0000' }],
    ['a unicode line separator', { subject: 'a\u2028Bcc: victim@evil.example\u2029' }],
  ] satisfies [string, Partial<Mail>][])('through %s', async (_, with_) => {
    const plain = await composed({ headers: { 'X-Site': 'x' } });
    const { email, source } = await composed({ headers: { 'X-Site': 'x' }, ...with_ });
    expect(email.headers.map(({ key }) => key)).toEqual(plain.email.headers.map(({ key }) => key));
    expect(email.to?.map(({ address }) => address)).toEqual(['pat@example.com']);
    expect(email.text?.trim()).toBe('Hello');
    expect(source).not.toMatch(/^Bcc:/im);
  });

  it.each([
    'pat@example.com\r\nRCPT TO:<victim@evil.example>',
    'pat@example.com, victim@evil.example',
    'Pat <pat@example.com>',
    '"pat@evil.example"@example.com',
    'pat@[victim@evil.example]',
    'pat@example.com> SIZE=1',
    'pat',
    '',
    `${'p'.repeat(250)}@example.com`,
  ])('through the address %j', async (address) => {
    await expect(composed({ to: { address } })).rejects.toThrow(MailRejectedError);
  });

  it.each(['Bcc', 'bcc', 'To', 'Message-ID', 'X-Correlation-ID', 'auto-submitted', 'Content-Type', 'X: y\r\nBcc', ''])(
    'through a header named %j',
    async (name) => {
      await expect(composed({ headers: { [name]: 'victim@evil.example' } })).rejects.toThrow(MailRejectedError);
    },
  );

  it('through an id that is not a UUID', async () => {
    await expect(composed({ id: '../../etc/passwd' })).rejects.toThrow(/its id is not a UUID/);
  });
});
