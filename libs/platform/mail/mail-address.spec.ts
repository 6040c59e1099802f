import { describe, expect, it } from 'vitest';
import { MailSenderInvalidError, parseSender } from './mail-address.js';

describe('the sender', () => {
  it.each([
    ['Praxis <no-reply@example.com>', { name: 'Praxis', address: 'no-reply@example.com' }],
    ['"Praxis, Riverside" <a@b.example>', { name: 'Praxis, Riverside', address: 'a@b.example' }],
    ['no-reply@localhost', { name: undefined, address: 'no-reply@localhost' }],
  ])('may be written as %s', (from, address) => {
    expect(parseSender(from)).toEqual(address);
  });

  it.each([
    '',
    'Praxis',
    'a@example.com, b@example.com',
    'Praxis <>',
    '"a b"@example.com',
    'group: a@example.com, b@example.com;',
  ])('is refused as %j', (from) => {
    expect(() => parseSender(from)).toThrow(MailSenderInvalidError);
  });
});
