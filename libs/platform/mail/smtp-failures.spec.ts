import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { MailRejectedError, MailUnavailableError } from './mail-errors.js';
import type { SmtpTimeouts } from './smtp-transport.js';
import { bound, closeAll, mail, mailer, mailServer, scriptedServer } from './testing/mail-servers.js';

const IMPATIENT: SmtpTimeouts = { connect: 300, silence: 300, delivery: 600 };
afterEach(closeAll);

const answer = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

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
