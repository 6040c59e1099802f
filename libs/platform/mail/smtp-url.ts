/** SMTP_URL does not say how to reach an SMTP server. Its text is not repeated: it may hold a password. */
export class SmtpUrlInvalidError extends Error {
  constructor(problem: string) {
    super(`SMTP_URL ${problem}. Write it like smtp://user:password@mail.example.com:587 or smtps://mail.example.com.`);
    this.name = 'SmtpUrlInvalidError';
  }
}

/** In nodemailer's words. */
export interface SmtpServerAddress {
  host: string;
  /** Absent: 465 with `secure`, else 587. */
  port?: number;
  /** TLS from the first byte. Otherwise STARTTLS where the server offers it. */
  secure: boolean;
  auth?: { user: string; pass: string };
  /** Nothing is sent unless STARTTLS succeeds. */
  requireTLS?: boolean;
  tls: { rejectUnauthorized?: boolean; servername?: string };
}

/**
 * Reads `smtp[s]://[user:password@]host[:port][?requireTLS=true&tls.rejectUnauthorized=false&tls.servername=…]`.
 *
 * nodemailer could read it too, but lets every parameter override the options that it is given, among them which
 * transport is used at all (`?pool=false&jsonTransport=true` sends nothing and reports success).
 * @throws SmtpUrlInvalidError
 */
export function parseSmtpUrl(text: string): SmtpServerAddress {
  const url = URL.parse(text);
  if (url?.protocol !== 'smtp:' && url?.protocol !== 'smtps:') throw new SmtpUrlInvalidError('is not an SMTP address');
  if (!url.hostname) throw new SmtpUrlInvalidError('names no host');
  const address: SmtpServerAddress = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? undefined : Number(url.port),
    secure: url.protocol === 'smtps:',
    auth: credentials(url),
    tls: {},
  };
  for (const [name, value] of url.searchParams) {
    if (name === 'requireTLS') address.requireTLS = flag(name, value);
    else if (name === 'tls.rejectUnauthorized') address.tls.rejectUnauthorized = flag(name, value);
    else if (name === 'tls.servername') address.tls.servername = value;
    else throw new SmtpUrlInvalidError(`has an unknown parameter; known are ${PARAMETERS.join(', ')}`);
  }
  return address;
}

const PARAMETERS = ['requireTLS', 'tls.rejectUnauthorized', 'tls.servername'];

function credentials({ username, password }: URL): SmtpServerAddress['auth'] {
  if (!username && !password) return undefined;
  try {
    return { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  } catch {
    throw new SmtpUrlInvalidError('has a % in its user or password that is not an escape (write it as %25)');
  }
}

function flag(name: string, value: string): boolean {
  if (value !== 'true' && value !== 'false')
    throw new SmtpUrlInvalidError(`has a ${name} that is neither true nor false`);
  return value === 'true';
}
