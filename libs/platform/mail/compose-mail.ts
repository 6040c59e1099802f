import MailComposer from 'nodemailer/lib/mail-composer';
import { isUuid } from '../context/ids.js';
import type { Mail } from './mail.js';
import { asciiDomain, isMailAddress, type MailAddress } from './mail-address.js';
import { MailRejectedError } from './mail-errors.js';
import type { ComposedMail } from './mail-transport.js';

const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;

/** Written from the mail's own fields, or by MIME. Anything else that routes a message is not the caller's to say. */
const RESERVED_HEADERS =
  /^(from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|content-.*|x-correlation-id|auto-submitted|return-path|received|dkim-.*)$/i;

/**
 * Builds the message: text and HTML as alternatives, the calendar as a third alternative and as an attachment.
 * Subject, names and header values are encoded and folded by nodemailer, line breaks in them become spaces.
 * @throws MailRejectedError the id, the recipient, a header's name or the content is malformed
 */
export async function composeMail(mail: Mail, sender: MailAddress): Promise<ComposedMail> {
  refuseMalformed(mail);
  const { name = '', address } = mail.to;
  const message = new MailComposer({
    messageId: `<${mail.id}@${asciiDomain(sender)}>`,
    date: new Date(),
    from: { name: sender.name ?? '', address: sender.address },
    to: { name, address },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    icalEvent: mail.calendar && { ...mail.calendar, filename: 'session.ics' },
    headers: { ...mail.headers, 'Auto-Submitted': 'auto-generated', 'X-Correlation-ID': mail.correlationId },
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const content = await message.build().catch((error: Error) => {
    throw new MailRejectedError(mail.id, `it cannot be composed (${error.message})`);
  });
  return { id: mail.id, sender: sender.address, recipient: address, content };
}

function refuseMalformed({ id, to, headers = {} }: Mail): void {
  if (!isUuid(id)) throw new MailRejectedError(JSON.stringify(id), 'its id is not a UUID');
  if (!isMailAddress(to.address))
    throw new MailRejectedError(id, "the recipient's address is not a plain mail address");
  for (const header of Object.keys(headers)) {
    if (!HEADER_NAME.test(header)) throw new MailRejectedError(id, `${JSON.stringify(header)} is not a header's name`);
    if (RESERVED_HEADERS.test(header)) throw new MailRejectedError(id, `the header ${header} is the mailer's to write`);
  }
}
