import { createTransport } from 'nodemailer';
import { type ComposedMail, MailTransport } from './mail-transport.js';
import { smtpFailure } from './smtp-failure.js';
import { parseSmtpUrl } from './smtp-url.js';

/** Milliseconds. */
export interface SmtpTimeouts {
  /** Until a session is set up: from the DNS lookup over the greeting to the end of STARTTLS. */
  readonly connect: number;
  /** Without a byte from the server. */
  readonly silence: number;
  /** The whole of one delivery, also against a server that answers a byte at a time. */
  readonly delivery: number;
}

const TIMEOUTS: SmtpTimeouts = { connect: 10_000, silence: 30_000, delivery: 60_000 };

/** Hands messages to one SMTP server over a pool of connections. Connects at the first delivery, not before. */
export class SmtpTransport extends MailTransport {
  private readonly pool;

  /** @throws SmtpUrlInvalidError */
  constructor(
    url: string,
    private readonly timeouts: SmtpTimeouts = TIMEOUTS,
  ) {
    super();
    this.pool = createTransport({
      ...parseSmtpUrl(url),
      pool: true,
      // The pool itself tries again only when it finds a kept connection closed before a byte of the message was sent;
      // every other retry is the task's, which counts them.
      maxRequeues: 1,
      connectionTimeout: timeouts.connect,
      socketTimeout: timeouts.silence,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async deliver({ id, sender, recipient, content }: ComposedMail): Promise<void> {
    try {
      // With its size, a server refuses what is too large for it before the content is sent.
      const envelope = { from: sender, to: [recipient], size: content.length };
      await this.pool.sendMail({ envelope, raw: content, signal: AbortSignal.timeout(this.timeouts.delivery) });
    } catch (error) {
      throw smtpFailure(id, recipient, error);
    }
  }

  close(): void {
    this.pool.close();
  }
}
