import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { composeMail } from './compose-mail.js';
import type { Mail } from './mail.js';
import { parseSender } from './mail-address.js';
import { MailRejectedError, MailUnavailableError } from './mail-errors.js';
import { Mailer } from './mailer.js';
import { type SmtpTimeouts, SmtpTransport } from './smtp-transport.js';

const IMPATIENT: SmtpTimeouts = { connect: 300, silence: 300, delivery: 600 };
const sender = parseSender('Praxis <no-reply@praxis.example>');

const mail = (with_: Partial<Mail> = {}): Mail => ({
  id: randomUUID(),
  to: { name: 'Pat Doe', address: 'pat@example.com' },
  subject: 'Your appointment',
  html: '<p>Hello</p>',
  text: 'Hello',
  correlationId: 'req_7',
  ...with_,
});

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Received {
  from: string;
  to: string[];
  content: Buffer;
}

/** A mail server on loopback that keeps what it accepts. */
async function mailServer(options: SMTPServerOptions = {}) {
  const received: Received[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 50,
    onConnect(_session, done) {
      connections++;
      done();
    },
    async onData(stream, { envelope }, done) {
      const content = Buffer.concat(await stream.toArray());
      const from = envelope.mailFrom ? envelope.mailFrom.address : '';
      received.push({ from, to: envelope.rcptTo.map(({ address }) => address), content });
      done();
    },
    ...options,
  });
  server.on('error', () => undefined); // clients that break off are what some tests are about
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  cleanups.push(() => new Promise<void>((closed) => server.close(closed)));
  const { port } = listening.address() as AddressInfo;
  return { server, received, port, address: `127.0.0.1:${port}`, connections: () => connections };
}

/** A server that speaks exactly what `talk` says. */
async function scriptedServer(talk: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    talk(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function mailer(url: string, timeouts?: SmtpTimeouts): Mailer {
  const transport = new SmtpTransport(url, timeouts);
  cleanups.push(() => transport.close());
  return new Mailer(transport, sender);
}

const answer = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

describe('delivery over SMTP', () => {
  it('hands the message over as it was composed, with its envelope', async () => {
    const { address, received } = await mailServer();
    const sent = mail({ to: { name: 'Jürgen Groß', address: 'j@example.com' }, subject: 'Termin für Jürgen' });
    await mailer(`smtp://${address}`).send(sent);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ from: 'no-reply@praxis.example', to: ['j@example.com'] });
    const email = await PostalMime.parse(received[0]!.content);
    expect(email).toMatchObject({
      subject: 'Termin für Jürgen',
      messageId: `<${sent.id}@praxis.example>`,
      to: [{ name: 'Jürgen Groß', address: 'j@example.com' }],
    });
    expect(email.headers).toContainEqual(expect.objectContaining({ key: 'x-correlation-id', value: 'req_7' }));
    expect([email.text?.trim(), email.html?.trim()]).toEqual(['Hello', '<p>Hello</p>']);
  });

  it('keeps lines that are a single dot or begin with one', async () => {
    const { address, received } = await mailServer();
    await mailer(`smtp://${address}`).send(mail({ text: 'one\r\n.\r\n..two\r\n.three' }));
    expect((await PostalMime.parse(received[0]!.content)).text?.trim()).toBe('one\n.\n..two\n.three');
  });

  it('uses its connections again', async () => {
    const { address, received, connections } = await mailServer();
    const { send } = bound(mailer(`smtp://${address}`));
    for (let i = 0; i < 10; i++) await send(mail());
    expect(received).toHaveLength(10);
    expect(connections()).toBe(1);
  });

  it('survives that the server closed a connection that was kept', async () => {
    const { server, address, received } = await mailServer();
    const { send } = bound(mailer(`smtp://${address}`));
    await send(mail());
    for (const connection of server.connections) connection.close();
    await send(mail());
    expect(received).toHaveLength(2);
  });

  it('sends once more when a kept connection turns out to be dead before any content was sent', async () => {
    let mails = 0;
    const { server, address, received, connections } = await mailServer({
      onMailFrom(_address, _session, done) {
        if (++mails !== 2) return done();
        for (const connection of server.connections) connection.close();
      },
    });
    const { send } = bound(mailer(`smtp://${address}`));
    await send(mail());
    await send(mail());
    expect([received.length, connections()]).toEqual([2, 2]);
  });

  it('signs in with the user and password of the URL', async () => {
    const logins: unknown[] = [];
    const { address, received } = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ username, password }, _session, done) {
        logins.push([username, password]);
        done(null, { user: username });
      },
    });
    await mailer(`smtp://praxis:p%40ss@${address}`).send(mail());
    expect(logins).toEqual([['praxis', 'p@ss']]);
    expect(received).toHaveLength(1);
  });

  it('speaks TLS when the URL says so, and trusts no stranger unless the URL says that too', async () => {
    const { address, received } = await mailServer({ secure: true });
    await expect(mailer(`smtps://${address}`).send(mail())).rejects.toThrow(MailUnavailableError);
    expect(received).toHaveLength(0);
    await mailer(`smtps://${address}?tls.rejectUnauthorized=false`).send(mail());
    expect(received).toHaveLength(1);
  });

  it('sends nothing in the clear when the URL requires TLS', async () => {
    const { address, received } = await mailServer();
    await expect(mailer(`smtp://${address}?requireTLS=true`).send(mail())).rejects.toThrow(MailUnavailableError);
    expect(received).toHaveLength(0);
  });

  it.each([{ path: '/etc/hostname' }, { href: 'http://127.0.0.1:1/' }])(
    'never loads content from %j',
    async (source) => {
      const { address, received } = await mailServer();
      const transport = new SmtpTransport(`smtp://${address}`);
      cleanups.push(() => transport.close());
      const composed = await composeMail(mail(), sender);
      // Not what the type allows; the transport must not depend on that.
      const content = source as unknown as Buffer;
      await expect(transport.deliver({ ...composed, content })).rejects.toThrow(/access rejected/i);
      expect(received).toEqual([]);
    },
  );
});

describe('a failure over SMTP', () => {
  const stages = (code: number): [string, SMTPServerOptions][] => [
    ['MAIL FROM', { onMailFrom: (_address, _session, done) => done(answer(code, 'no')) }],
    ['RCPT TO', { onRcptTo: (_address, _session, done) => done(answer(code, 'no')) }],
    ['DATA', { onData: (stream, _session, done) => void stream.resume().on('end', () => done(answer(code, 'no'))) }],
  ];

  it.each(stages(550))('is fatal when %s is answered with 5xx', async (_stage, options) => {
    const { address } = await mailServer(options);
    const sending = mailer(`smtp://${address}`).send(mail());
    await expect(sending).rejects.toThrow(MailRejectedError);
    await expect(sending).rejects.toMatchObject({ retryable: false, message: expect.stringContaining('550') });
  });

  it.each(stages(451))('is retryable when %s is answered with 4xx', async (_stage, options) => {
    const { address } = await mailServer(options);
    const sending = mailer(`smtp://${address}`).send(mail());
    await expect(sending).rejects.toThrow(MailUnavailableError);
    await expect(sending).rejects.toMatchObject({ retryable: true, message: expect.stringContaining('451') });
  });

  it('is fatal when the message is larger than the server takes', async () => {
    const { address } = await mailServer({ size: 2_000 });
    await expect(mailer(`smtp://${address}`).send(mail({ text: 'x'.repeat(5_000) }))).rejects.toThrow(
      MailRejectedError,
    );
  });

  it('of one mail leaves the connection fit for the next', async () => {
    const { address, received } = await mailServer({
      onRcptTo: ({ address: to }, _session, done) => done(to.startsWith('bad') ? answer(550, 'unknown') : undefined),
    });
    const { send } = bound(mailer(`smtp://${address}`));
    await expect(send(mail({ to: { address: 'bad@example.com' } }))).rejects.toThrow(MailRejectedError);
    await send(mail());
    expect(received).toHaveLength(1);
  });

  it('is retryable when the connection is refused', async () => {
    const { server, address } = await mailServer();
    await new Promise<void>((closed) => server.close(closed));
    await expect(mailer(`smtp://${address}`).send(mail())).rejects.toThrow(MailUnavailableError);
  });

  it('is retryable when the sign-in is refused: that is not the fault of the mail', async () => {
    const { address } = await mailServer({
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(answer(535, 'wrong password')),
    });
    await expect(mailer(`smtp://praxis:wrong@${address}`).send(mail())).rejects.toThrow(MailUnavailableError);
  });

  it('is retryable when the server wants a sign-in that the URL does not have', async () => {
    const { address } = await mailServer({ authOptional: false, allowInsecureAuth: true });
    await expect(mailer(`smtp://${address}`).send(mail())).rejects.toThrow(/530.*can be sent again/);
  });

  it('is retryable when the server turns everybody away', async () => {
    const { address } = await mailServer({ onConnect: (_session, done) => done(answer(554, 'no service')) });
    await expect(mailer(`smtp://${address}`).send(mail())).rejects.toThrow(MailUnavailableError);
  });

  it('is retryable when the server says nothing', async () => {
    const address = await scriptedServer(() => undefined);
    const sending = mailer(`smtp://${address}`, { connect: 300, silence: 60_000, delivery: 60_000 }).send(mail());
    await expect(sending).rejects.toThrow(/Greeting never received.*can be sent again/);
  });

  it('is retryable when the server falls silent in the middle of the conversation', async () => {
    const { address } = await mailServer({ onMailFrom: () => undefined });
    const sending = mailer(`smtp://${address}`, { connect: 10_000, silence: 300, delivery: 60_000 }).send(mail());
    await expect(sending).rejects.toThrow(/Timeout.*can be sent again/);
  });

  it('is reported, and repeating left to the task, when the server keeps hanging up', async () => {
    let connections = 0;
    const address = await scriptedServer((socket) => {
      connections++;
      socket.destroy();
    });
    await expect(mailer(`smtp://${address}`).send(mail())).rejects.toThrow(MailUnavailableError);
    expect(connections).toBeLessThanOrEqual(2);
  });

  it('is retryable when the server hangs up in the middle of the message', async () => {
    const address = await scriptedServer((socket) => {
      socket.write('220 hello\r\n');
      socket.on('data', (data) => {
        const said = data.toString();
        if (/^(EHLO|MAIL|RCPT)/m.test(said)) socket.write('250 ok\r\n');
        else if (/^DATA/m.test(said)) socket.write('354 go on\r\n');
        else socket.destroy();
      });
    });
    await expect(mailer(`smtp://${address}`).send(mail())).rejects.toThrow(MailUnavailableError);
  });

  it('comes within the time for a delivery from a server that answers a byte at a time', async () => {
    const address = await scriptedServer((socket) => {
      socket.write('220 hello\r\n250');
      const trickle = setInterval(() => socket.write('-'), 50);
      socket.on('close', () => clearInterval(trickle));
    });
    const sending = mailer(`smtp://${address}`, { ...IMPATIENT, connect: 60_000 }).send(mail());
    await expect(sending).rejects.toThrow(/aborted.*can be sent again/);
  });

  it('names the step and the answer, but nobody: it goes to the log', async () => {
    const { address } = await mailServer({
      onRcptTo: ({ address: to }, _session, done) =>
        done(answer(550, `5.1.1 <${to}>: no such user, ask ${to} or Secret.Patient.`)),
    });
    const sent = mail({ to: { name: 'Secret Patient', address: 'secret.patient@example.com' } });
    const error: unknown = await mailer(`smtp://${address}`)
      .send(sent)
      .catch((failure: unknown) => failure);
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /RCPT TO: 550 5\.1\.1 <\[address\]>: no such user, ask \[address\] or \[address\]/,
      ),
    });
    const everything = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).cause);
    expect(everything).not.toMatch(/secret|patient@/i);
  });
});

describe('closing', () => {
  it('lets a delivery finish, closes the connections and refuses what comes later', async () => {
    const started = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { server, address } = await mailServer({
      async onData(stream, _session, done) {
        await stream.toArray();
        started.resolve();
        await release.promise;
        done();
      },
    });
    const transport = new SmtpTransport(`smtp://${address}`);
    const delivery = transport.deliver(await composeMail(mail(), sender));
    await started.promise;
    transport.close();
    release.resolve();
    await delivery;
    await expect(transport.deliver(await composeMail(mail(), sender))).rejects.toThrow(MailUnavailableError);
    await expect.poll(() => server.connections.size, { timeout: 5_000 }).toBe(0);
  });
});

const bound = (target: Mailer) => ({ send: (sent: Mail) => target.send(sent) });
