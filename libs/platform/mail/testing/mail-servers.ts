import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Mail } from '../mail.js';
import { parseSender } from '../mail-address.js';
import { Mailer } from '../mailer.js';
import { type SmtpTimeouts, SmtpTransport } from '../smtp-transport.js';

export const sender = parseSender('Praxis <no-reply@praxis.example>');

export const mail = (with_: Partial<Mail> = {}): Mail => ({
  id: randomUUID(),
  to: { name: 'Pat Doe', address: 'pat@example.com' },
  subject: 'Your appointment',
  html: '<p>Hello</p>',
  text: 'Hello',
  correlationId: 'req_7',
  ...with_,
});

/** What ends what a test has started. */
export const cleanups: (() => unknown)[] = [];

export async function closeAll(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

interface Received {
  from: string;
  to: string[];
  content: Buffer;
}

/** A mail server on loopback that keeps what it accepts. */
export async function mailServer(options: SMTPServerOptions = {}) {
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
export async function scriptedServer(talk: (socket: Socket) => void): Promise<string> {
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

export function mailer(url: string, timeouts?: SmtpTimeouts): Mailer {
  const transport = new SmtpTransport(url, timeouts);
  cleanups.push(() => transport.close());
  return new Mailer(transport, sender);
}

/** One that a test sends several mails through. */
export const bound = (target: Mailer) => ({ send: (sent: Mail) => target.send(sent) });
