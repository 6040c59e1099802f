import { resolve } from 'node:path';
import type { CallLimits } from '../resilience/call-limits.js';
import { type Environment, EnvironmentReader } from './environment-reader.js';
import { ALL_WORKER_CLASSES, type WorkerClass } from './worker-class.js';

export const ROLES_OF_PROCESS = ['standalone', 'api', 'worker'] as const;
export type ProcessRole = (typeof ROLES_OF_PROCESS)[number];
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Everything that the environment may say, read once and checked. */
export interface Settings {
  readonly role: ProcessRole;
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Where people reach it, for links in mails: no slash at the end. Absent: host and port. */
  readonly publicUrl?: string;
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
  /** Where contexts that do not run in this process are reached: context → base URL of a process that runs it. */
  readonly contractUrls: Readonly<Record<string, string>>;
  /** How long, how often and until when such a context is asked. */
  readonly calls: CallLimits;
  readonly workerClasses: readonly WorkerClass[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly throttle: boolean;
  /** What `npm run setup` need not ask for. */
  readonly setup: { readonly account?: string; readonly email?: string; readonly password?: string };
  /** Proxies whose `X-Forwarded-…` headers are believed: addresses and networks. Absent: none. */
  readonly trustProxy?: readonly string[];
}

/** All that is wrong with the environment, at once. */
export class BadEnvironmentError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Praxis cannot start with this environment:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

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
    publicUrl: read.url('PUBLIC_URL', ['http:', 'https:'], 'https://praxis.example.org')?.replace(/\/+$/, ''),
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
    contractUrls: read.urls('CONTRACT_URLS', ['http:', 'https:'], 'identity=http://127.0.0.1:3001'),
    calls: readCallLimits(read),
    workerClasses: (read.list('WORKER_CLASSES', ALL_WORKER_CLASSES) ?? ALL_WORKER_CLASSES) as readonly WorkerClass[],
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    setup: {
      account: read.text('SETUP_ACCOUNT', '') || undefined,
      email: read.text('SETUP_EMAIL', '') || undefined,
      password: read.text('SETUP_PASSWORD', '') || undefined,
    },
    throttle: read.oneOf('THROTTLE', ['on', 'off'] as const, 'on') === 'on',
    trustProxy: read.networks('TRUST_PROXY', '127.0.0.1,10.0.0.0/8'),
  };
  checkSecret(settings, read);
  checkCalls(settings, read);
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

const readCallLimits = (read: EnvironmentReader): CallLimits => ({
  timeoutMs: read.number('CALL_TIMEOUT_MS', 3_000, { from: 1, to: 60_000, whole: true }),
  retries: read.number('CALL_RETRIES', 3, { from: 0, to: 10, whole: true }),
  retryMinMs: read.number('CALL_RETRY_MIN_MS', 1_000, { from: 1, to: 60_000, whole: true }),
  retryMaxMs: read.number('CALL_RETRY_MAX_MS', 5_000, { from: 1, to: 60_000, whole: true }),
  breakerErrorRate: read.number('BREAKER_ERROR_RATE', 0.5, { from: 0.01, to: 0.99, whole: false }),
  breakerHalfOpenMs: read.number('BREAKER_HALF_OPEN_MS', 30_000, { from: 1, to: 600_000, whole: true }),
});

function checkCalls({ calls, contractUrls, jwtSecret }: Settings, read: EnvironmentReader): void {
  if (calls.retryMinMs > calls.retryMaxMs) {
    read.complain('CALL_RETRY_MIN_MS', 'is above CALL_RETRY_MAX_MS', 'CALL_RETRY_MIN_MS=1000 CALL_RETRY_MAX_MS=5000');
  }
  if (Object.keys(contractUrls).length > 0 && !jwtSecret) {
    read.complain(
      'JWT_SECRET',
      'is needed with CONTRACT_URLS, since calls between processes are signed with it',
      'JWT_SECRET=$(openssl rand -base64 48)',
    );
  }
}
