import { isIP } from 'node:net';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables, and gathers what is wrong with them instead of stopping at the first. */
export class EnvironmentReader {
  readonly problems: string[] = [];

  constructor(private readonly env: Environment) {}

  complain(name: string, problem: string, example: string): void {
    this.problems.push(`${name} ${problem}. Example: ${example.includes('=') ? example : `${name}=${example}`}`);
  }

  text(name: string, fallback: string): string {
    return this.env[name] || fallback;
  }

  port(name: string, fallback: number): number {
    const value = this.env[name];
    if (!value) return fallback;
    const port = /^\d{1,5}$/.test(value) ? Number(value) : -1;
    if (port < 0 || port > 65_535)
      this.complain(name, `is "${value}", but must be a port from 0 to 65535`, String(fallback));
    return port;
  }

  number(name: string, fallback: number, { from, to, whole }: { from: number; to: number; whole: boolean }): number {
    const value = this.env[name];
    if (!value) return fallback;
    const number = (whole ? /^\d+$/ : /^\d+(\.\d+)?$/).test(value) ? Number(value) : Number.NaN;
    if (!(number >= from && number <= to)) {
      const kind = whole ? 'a whole number' : 'a number';
      this.complain(name, `is "${value}", but must be ${kind} from ${from} to ${to}`, String(fallback));
    }
    return number;
  }

  flag(name: string, fallback: boolean): boolean {
    return this.oneOf(name, ['true', 'false'] as const, fallback ? 'true' : 'false') === 'true';
  }

  oneOf<T extends string>(name: string, values: readonly T[], fallback: T): T {
    const value = this.env[name];
    if (!value) return fallback;
    if (!values.includes(value as T))
      this.complain(name, `is "${value}", but must be one of ${values.join(', ')}`, fallback);
    return value as T;
  }

  list(name: string, values?: readonly string[]): string[] | undefined {
    const value = this.env[name];
    if (!value) return undefined;
    const parts = value.split(',').map((part) => part.trim());
    const unknown = values ? parts.filter((part) => !values.includes(part)) : [];
    if (unknown.length > 0) {
      this.complain(
        name,
        `lists "${unknown.join(', ')}", but may hold only ${values?.join(', ')}`,
        (values ?? []).slice(0, 2).join(','),
      );
    }
    return parts;
  }

  url(name: string, protocols: readonly string[], example: string): string | undefined {
    const value = this.env[name];
    if (value) this.#checkUrl(name, '', value, protocols, example);
    return value || undefined;
  }

  /** Addresses, and networks as `10.0.0.0/8`. */
  networks(name: string, example: string): string[] | undefined {
    const given = this.list(name);
    const wrong = (given ?? []).filter((network) => !isNetwork(network));
    if (wrong.length > 0) {
      const problem = `lists "${wrong.join(', ')}", but may hold only IP addresses and networks like 10.0.0.0/8`;
      this.complain(name, problem, `${name}=${example}`);
    }
    return given;
  }

  /** `name=url,name=url`, as an object. */
  urls(name: string, protocols: readonly string[], example: string): Record<string, string> {
    const pairs = (this.list(name) ?? []).filter((pair) => pair !== '').map((pair) => /^([\w-]+)=(.+)$/.exec(pair));
    if (pairs.includes(null)) this.complain(name, 'must be names with URLs, separated by commas', `${name}=${example}`);
    const named = pairs.flatMap((pair) => (pair ? [[pair[1] as string, pair[2] as string] as const] : []));
    for (const [key, url] of named) this.#checkUrl(name, `${key}: `, url, protocols, `${name}=${example}`);
    return Object.fromEntries(named);
  }

  /** The value is never echoed: it may hold a password. */
  #checkUrl(name: string, part: string, value: string, protocols: readonly string[], example: string): void {
    if (!URL.canParse(value)) this.complain(name, `${part}is not a URL`, example);
    else if (!protocols.includes(new URL(value).protocol)) {
      const beginnings = protocols.map((protocol) => `${protocol}//`).join(' or ');
      this.complain(name, `${part}must begin with ${beginnings}`, example);
    }
  }
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
