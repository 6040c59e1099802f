import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MailModule, type MailModuleOptions } from './mail.module.js';
import { MailSenderInvalidError } from './mail-address.js';
import { Mailer } from './mailer.js';
import { SmtpUrlInvalidError } from './smtp-url.js';

@Injectable()
class Clerk {
  constructor(readonly mailer: Mailer) {}
}

@Module({ providers: [Clerk] })
class Office {}

async function practice(options: MailModuleOptions) {
  class Practice {}
  Module({ imports: [MailModule.forRoot(options), Office] })(Practice);
  const app = await NestFactory.createApplicationContext(Practice, { logger: false, abortOnError: false });
  return { app, mailer: app.get(Clerk, { strict: false }).mailer };
}

const mail = (id = randomUUID()) => ({
  id,
  to: { name: 'Pat', address: 'pat@example.com' },
  subject: 'Your appointment',
  html: '<p>Hello</p>',
  text: 'Hello',
  correlationId: 'req_7',
});

describe('the mail module', () => {
  let directory: string;
  const from = 'Praxis <no-reply@praxis.example>';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'praxis-mail-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('gives every module a mailer that writes files when there is no SMTP_URL', async () => {
    const { app, mailer } = await practice({ directory, from });
    const sent = mail();
    await mailer.send(sent);
    await mailer.send(sent);
    expect(await readdir(directory)).toEqual([`${sent.id}.eml`]);
    const email = await PostalMime.parse(await readFile(join(directory, `${sent.id}.eml`)));
    expect(email).toMatchObject({ subject: 'Your appointment', from: { address: 'no-reply@praxis.example' } });
    expect(mailer.sender.address).toBe('no-reply@praxis.example');
    await app.close();
  });

  it('sends over SMTP when there is one, and gives its connections back at shutdown', async () => {
    let received = 0;
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) =>
        void stream.resume().on('end', () => {
          received++;
          done();
        }),
    });
    const listening = server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const { port } = listening.address() as AddressInfo;
    const { app, mailer } = await practice({ smtpUrl: `smtp://127.0.0.1:${port}`, directory, from });
    await mailer.send(mail());
    expect(received).toBe(1);
    expect(server.connections.size).toBe(1);
    expect(await readdir(directory)).toEqual([]);
    await app.close();
    await expect.poll(() => server.connections.size, { timeout: 5_000 }).toBe(0);
    await new Promise<void>((closed) => server.close(closed));
  });

  it('stops the start when it is configured wrongly, and repeats no password', async () => {
    expect(() => MailModule.forRoot({ directory, from: 'nobody' })).toThrow(MailSenderInvalidError);
    const start = practice({ smtpUrl: 'http://user:hunter2@example.com', directory, from });
    await expect(start).rejects.toThrow(SmtpUrlInvalidError);
    await expect(start).rejects.not.toThrow(/hunter2/);
  });
});
