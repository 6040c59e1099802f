import { domainToASCII } from 'node:url';
import addressparser from 'nodemailer/lib/addressparser';

export interface MailAddress {
  readonly name?: string;
  /** `local@domain`, without quoting, comments or brackets. */
  readonly address: string;
}

/** The sender (`from` of the mail module) is not one mail address, with or without a name. */
export class MailSenderInvalidError extends Error {
  constructor(from: string) {
    super(
      `The sender of mails is "${from}", which is not one mail address. Write it like "Praxis <no-reply@example.com>".`,
    );
    this.name = 'MailSenderInvalidError';
  }
}

// No quoted local parts and no address literals: nobody's mailbox needs them, and each is a way to smuggle a second
// recipient past one of the programs that read the address on its way.
const PLAIN_ADDRESS = /^[^\s\p{Cc}<>()[\]\\,;:"@]+@[^\s\p{Cc}<>()[\]\\,;:"@]+$/u;

/** RFC 5321 4.5.3.1.3: a path has at most 256 octets, two of which are its brackets. */
const MAX_OCTETS = 254;

export const isMailAddress = (address: string): boolean =>
  PLAIN_ADDRESS.test(address) && Buffer.byteLength(address) <= MAX_OCTETS;

/** @throws MailSenderInvalidError */
export function parseSender(from: string): MailAddress {
  const [only, ...others] = addressparser(from, { flatten: true });
  if (!only?.address || others.length > 0 || !isMailAddress(only.address)) throw new MailSenderInvalidError(from);
  return { name: only.name || undefined, address: only.address };
}

/** The domain of an address as it may stand in a Message-ID, which is ASCII. */
export function asciiDomain({ address }: MailAddress): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return domainToASCII(domain) || 'localhost';
}
