import PostalMime from 'postal-mime';
import { afterEach, describe, expect, it } from 'vitest';
import { composeMail } from './compose-mail.js';
import { MailUnavailableError } from './mail-errors.js';
import { SmtpTransport } from './smtp-transport.js';
import { bound, cleanups, closeAll, mail, mailer, mailServer, sender } from './testing/mail-servers.js';

afterEach(closeAll);

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
