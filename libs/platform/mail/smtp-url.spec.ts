import { describe, expect, it } from 'vitest';
import { parseSmtpUrl, SmtpUrlInvalidError } from './smtp-url.js';

describe('SMTP_URL', () => {
  it.each([
    ['smtp://mail.example.com', { host: 'mail.example.com', port: undefined, secure: false, auth: undefined, tls: {} }],
    ['smtps://mail.example.com:1465', { host: 'mail.example.com', port: 1465, secure: true }],
    ['smtp://praxis:p%40ss%25@mail.example.com', { auth: { user: 'praxis', pass: 'p@ss%' } }],
    ['smtp://[::1]:2525', { host: '::1', port: 2525 }],
    [
      'smtp://10.0.0.1?requireTLS=true&tls.servername=mail.example.com',
      { requireTLS: true, tls: { servername: 'mail.example.com' } },
    ],
    ['smtps://10.0.0.1?tls.rejectUnauthorized=false', { tls: { rejectUnauthorized: false } }],
  ])('may be %s', (url, address) => {
    expect(parseSmtpUrl(url)).toMatchObject(address);
  });

  it.each([
    ['', /not an SMTP address/],
    ['http://mail.example.com', /not an SMTP address/],
    ['mail.example.com:25', /not an SMTP address/],
    ['direct:', /not an SMTP address/],
    ['smtp://', /names no host/],
    ['smtp://user:100%@mail.example.com', /%25/],
    ['smtp://mail.example.com?requireTLS=yes', /requireTLS that is neither/],
    ['smtp://mail.example.com?pool=false&jsonTransport=true', /unknown parameter; known are requireTLS/],
    ['smtp://mail.example.com?host=evil.example', /unknown parameter/],
  ])('is refused as %j', (url, problem) => {
    expect(() => parseSmtpUrl(url)).toThrow(SmtpUrlInvalidError);
    expect(() => parseSmtpUrl(url)).toThrow(problem);
  });

  it('never has its password repeated', () => {
    for (const url of [
      'http://user:hunter2@example.com',
      'smtp://user:hunter2@example.com?x=hunter2',
      'smtp://hunter2:%@x',
    ]) {
      expect(() => parseSmtpUrl(url)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
      );
    }
  });
});
