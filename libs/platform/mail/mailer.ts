import type { OnApplicationShutdown } from '@nestjs/common';
import { composeMail } from './compose-mail.js';
import type { Mail } from './mail.js';
import type { MailAddress } from './mail-address.js';
import type { MailTransport } from './mail-transport.js';

/** Sends mails. Inject it where a task delivers one; never call it inside a database transaction. */
export class Mailer implements OnApplicationShutdown {
  constructor(
    private readonly transport: MailTransport,
    /** In whose name mails are sent; also the organizer of invitations. */
    readonly sender: MailAddress,
  ) {}

  /**
   * Resolves when the mail server has accepted the mail, or its file is written. The same id may be sent again: files
   * are replaced, and mail servers see the same Message-ID.
   * @throws MailRejectedError fatal: malformed, or refused for good (5xx)
   * @throws MailUnavailableError retryable: no connection, time-out, 4xx, disk full
   */
  async send(mail: Mail): Promise<void> {
    await this.transport.deliver(await composeMail(mail, this.sender));
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}
