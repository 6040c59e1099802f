import type { LoggerService } from '@nestjs/common';
import { type Logger as Pino, pino } from 'pino';
import { currentContext } from '../context/request-context.js';

/** Names of fields that may hold secrets or patient data wherever they stand; their values never reach a log. */
const SENSITIVE = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'secret',
  'notes',
  'email',
  'parameters',
];

/** Parts of Nest that tell at every start what the catalogue tells better. */
const FRAMEWORK_CHATTER = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** Structured logs, one JSON object a line, each with the request and correlation that it belongs to. */
export class StructuredLogger implements LoggerService {
  readonly #pino: Pino;

  constructor(level: string, destination?: { write(line: string): void }) {
    const options = {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SENSITIVE.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
      mixin: contextFields,
      serializers: { err: errorFields },
    };
    this.#pino = destination ? pino(options, destination) : pino(options);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write(FRAMEWORK_CHATTER.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    if (this.#pino.isLevelEnabled('debug')) this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    if (this.#pino.isLevelEnabled('trace')) this.#write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  /** Nest appends the logger's name last; an error's stack or a message may stand before it. */
  #write(level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const source = typeof rest.at(-1) === 'string' ? (rest.pop() as string) : undefined;
    const detail = rest.find((part) => typeof part === 'string');
    if (message instanceof Error) this.#pino[level]({ source, err: message }, message.message);
    else if (typeof message === 'object') this.#pino[level]({ source, ...message }, detail as string | undefined);
    else this.#pino[level]({ source, detail }, String(message));
  }
}

function contextFields(): object {
  const context = currentContext();
  if (!context) return {};
  const { requestId, correlationId, accountId, actor } = context;
  return { requestId, correlationId, accountId, userId: actor?.userId };
}

/** Not the whole error: those of the database carry the values of the row, those of mail the addresses. */
function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = (error as { code?: unknown }).code;
  return { name, message, code, stack, cause: cause instanceof Error ? cause.message : undefined };
}
