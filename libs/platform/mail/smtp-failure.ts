import { MailRejectedError, MailUnavailableError } from './mail-errors.js';

/** What nodemailer adds to the errors of an SMTP conversation. */
interface SmtpError {
  message: string;
  code?: string;
  /** `CONN`, `EHLO`, `AUTH PLAIN`, `MAIL FROM`, `RCPT TO`, `DATA`; `API` when nodemailer itself refuses. */
  command?: string;
  responseCode?: number;
  response?: string;
  /** A 5xx answer that the same message would get again. */
  permanent?: boolean;
}

/** Commands that are about this one message. A 5xx to any other says that the server or its URL is misconfigured. */
const MESSAGE_COMMANDS = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

/** RFC 4954: "authentication required", an answer to MAIL FROM that is about us and not about the message. */
const AUTHENTICATION_REQUIRED = 530;

const MAX_REASON = 200;

/**
 * Decides whether a failed delivery is final. The result goes to logs and dead letters, so it says what happened and never
 * to whom: the recipient is taken out of the server's answer, and the original error, which names them, is not the cause.
 */
export function smtpFailure(
  mailId: string,
  recipient: string,
  error: unknown,
): MailRejectedError | MailUnavailableError {
  const failure = error as SmtpError;
  const reason = describe(failure, recipient);
  return isFinal(failure) ? new MailRejectedError(mailId, reason) : new MailUnavailableError(mailId, reason);
}

function isFinal({ code, command, responseCode, permanent }: SmtpError): boolean {
  // Refused before it was sent: an address that cannot be written, or more bytes than the server's announced limit.
  if (responseCode === undefined) return code === 'EENVELOPE' || code === 'EMESSAGE';
  return permanent === true && MESSAGE_COMMANDS.has(command ?? '') && responseCode !== AUTHENTICATION_REQUIRED;
}

function describe({ message, command, response }: SmtpError, recipient: string): string {
  const step = command && command !== 'API' ? `${command}: ` : '';
  const mailbox = recipient.slice(0, recipient.lastIndexOf('@')).toLowerCase();
  const isAddress = (word: string) => word.includes('@') || word.toLowerCase().replace(/\.+$/, '') === mailbox;
  const words = (response ?? message).split(/([\s<>()[\]"':,;]+)/);
  return (step + words.map((word) => (isAddress(word) ? '[address]' : word)).join(''))
    .replace(/\s+/g, ' ')
    .slice(0, MAX_REASON);
}
