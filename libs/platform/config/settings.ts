import { resolve } from 'node:path';

export const ROLES_OF_PROCESS = ['standalone', 'api', 'worker'] as const;
export type ProcessRole = (typeof ROLES_OF_PROCESS)[number];
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export const WORKER_CLASS_NAMES = ['A', 'B', 'C', 'D', 'E'] as const;
export type WorkerClassName = (typeof WORKER_CLASS_NAMES)[number];

/** Everything that the environment may say, read once and checked. */
export interface Settings {
  readonly role: ProcessRole;
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Directory of all local data. */
  readonly home: string;
  /** Absent: embedded Postgres. */
  readonly databaseUrl?: string;
  /** Absent: queues on Postgres. */
  readonly redisUrl?: string;
  /** Absent: mails are written to files. */
  readonly smtpUrl?: string;
  readonly mailFrom: string;
  /** Absent: made once and kept in `home`. */
  readonly jwtSecret?: string;
  readonly seedDemo: boolean;
  /** Contexts of this process; all when absent. */
  readonly contexts?: readonly string[];
  readonly workerClasses: readonly WorkerClassName[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly throttle: boolean;
}

/** All that is wrong with the environment, at once. */
export class BadEnvironmentError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Praxis cannot start with this environment:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const PUBLISHED_SECRETS = ['secret', 'changeme', 'change-me', 'praxis-demo', 'jwt-secret', 'your-secret-here'];

/**
 * @throws BadEnvironmentError naming each variable, what is wrong with its value, and an example
 */
export function readSettings(role: ProcessRole, env: Environment): Settings {
  const read = new EnvironmentReader(env);
  const production = env.NODE_ENV === 'production';
  const settings: Settings = {
    role,
    production,
    port: read.port('PORT', 3000),
    host: read.text('HOST', '127.0.0.1'),
    home: resolve(read.text('PRAXIS_HOME', '.praxis')),
    databaseUrl: read.url(
      'DATABASE_URL',
      ['postgres:', 'postgresql:'],
      'postgres://owner:password@localhost:5432/praxis',
    ),
    redisUrl: read.url('REDIS_URL', ['redis:', 'rediss:'], 'redis://localhost:6379'),
    smtpUrl: read.url('SMTP_URL', ['smtp:', 'smtps:'], 'smtp://user:password@mail.example.org:587'),
    mailFrom: read.text('MAIL_FROM', 'Praxis <no-reply@praxis.localhost>'),
    jwtSecret: env.JWT_SECRET || undefined,
    seedDemo: read.flag('SEED_DEMO', role === 'standalone' && !production),
    contexts: read.list('CONTEXTS'),
    workerClasses: (read.list('WORKER_CLASSES', WORKER_CLASS_NAMES) ??
      WORKER_CLASS_NAMES) as readonly WorkerClassName[],
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    throttle: read.oneOf('THROTTLE', ['on', 'off'] as const, 'on') === 'on',
  };
  checkSecret(settings, read);
  if (role !== 'standalone' && !settings.databaseUrl) {
    read.complain(
      'DATABASE_URL',
      'is needed when roles run apart, since they share one database',
      'postgres://owner:password@localhost:5432/praxis',
    );
  }
  if (production && settings.seedDemo) {
    read.complain(
      'SEED_DEMO',
      'would make users with a published password, which production refuses',
      'SEED_DEMO=false',
    );
  }
  if (production && !settings.throttle) {
    read.complain('THROTTLE', 'may not be off in production, where it is what stops password guessing', 'THROTTLE=on');
  }
  if (read.problems.length > 0) throw new BadEnvironmentError(read.problems);
  return settings;
}

function checkSecret({ jwtSecret, production, role }: Settings, read: EnvironmentReader): void {
  const example = 'JWT_SECRET=$(openssl rand -base64 48)';
  if (!jwtSecret) {
    if (production) read.complain('JWT_SECRET', 'is required in production', example);
    else if (role !== 'standalone')
      read.complain('JWT_SECRET', 'is needed when roles run apart, so that all of them agree', example);
    return;
  }
  if (PUBLISHED_SECRETS.includes(jwtSecret.toLowerCase())) read.complain('JWT_SECRET', 'is a well-known one', example);
  else if (jwtSecret.length < 32)
    read.complain('JWT_SECRET', `has ${jwtSecret.length} characters, at least 32 are needed`, example);
}

class EnvironmentReader {
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
    if (!value) return undefined;
    // Never echoed: it may hold a password.
    if (!URL.canParse(value)) this.complain(name, 'is not a URL', example);
    else if (!protocols.includes(new URL(value).protocol)) {
      this.complain(name, `must begin with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`, example);
    }
    return value;
  }
}
