import type { MailAddress } from './mail-address.js';

/** One message to one person. */
export interface Mail {
  /**
   * UUID of this delivery, derived from what caused it, so that a retry has the same one. It becomes the Message-ID and,
   * without SMTP, the file's name.
   */
  readonly id: string;
  readonly to: MailAddress;
  readonly subject: string;
  /** The same content twice, each complete by itself. */
  readonly html: string;
  readonly text: string;
  /** Of the request that caused this mail; sent as `X-Correlation-ID`. */
  readonly correlationId: string;
  /** An iTIP message (RFC 5546): shown as an invitation by mail clients, and attached as `session.ics`. */
  readonly calendar?: MailCalendar;
  /** Further headers. Those that the mailer writes itself are refused. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface MailCalendar {
  /** Must equal the METHOD inside `content`. */
  readonly method: 'REQUEST' | 'CANCEL';
  readonly content: string;
}
