import { PermissionDeniedError, PlanInactiveError, UnauthenticatedError } from '../errors/application-error.js';
import { mismatchOf } from './site-alignment.js';

/** Code was asked to touch tenant data without a tenant: a programming error, never a caller's. */
export class TenantRequiredError extends Error {
  constructor() {
    super(
      'Tenant data was asked for outside any tenant. Run this inside a request, reaction or task of an account, or with TenantDatabase.forAccount().',
    );
  }
}

/** What a transaction was to rest on is no longer what was remembered. {@link TenantDatabase.knowing} asks anew. */
export class FactsChangedError extends Error {
  constructor() {
    super('The facts that this transaction rests on have changed. Run it within TenantDatabase.knowing().');
  }
}

/** Waiting for blocking reactions is not for a transaction whose connection others use at the same time. */
export class SharedConnectionError extends Error {
  constructor() {
    super(
      'What blocking reactions have a say in cannot be published in readTogether(). Do it in write() or writeAtOnce().',
    );
  }
}

/** A transaction was used after it had ended, for example by work that outlived its time limit. */
export class TransactionEndedError extends Error {
  constructor() {
    super('This transaction has ended. Await all work inside the function that was given the transaction.');
  }
}

/** SQLSTATEs raised when a tenant is entered (see `entering.ts`), and for a row of another site (`platform.align_with_place`). */
const REFUSALS: Record<string, (reason: string) => Error> = {
  PX400: () => new TenantRequiredError(),
  PX401: () => new UnauthenticatedError('This sign-in has ended. Sign in again.'),
  PX402: () => new PlanInactiveError(),
  PX403: () => new PermissionDeniedError('ACCOUNT_REQUIRED'),
  PX422: mismatchOf,
  PX428: () => new FactsChangedError(),
};

/** Lets another room say what a SQLSTATE becomes that its own statements raise. */
export function translateSqlstate(code: string, toError: (reason: string) => Error): void {
  REFUSALS[code] = toError;
}

interface PostgresError {
  code?: string;
  constraint?: string;
  message?: string;
  driverError?: PostgresError;
}

const postgresError = (error: unknown): PostgresError | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  const candidate = error as PostgresError;
  return candidate.driverError ?? candidate;
};

/** Whether a transaction was not let into its tenant, so that asking again is in vain. */
export const isEntryRefusal = (error: unknown): boolean =>
  error instanceof UnauthenticatedError ||
  error instanceof PlanInactiveError ||
  error instanceof PermissionDeniedError ||
  error instanceof TenantRequiredError;

/** Turns a refusal of the database's own, such as to enter a tenant, into the application's error; anything else is returned as it is. */
export function translateRefusal(error: unknown): unknown {
  const found = postgresError(error);
  const refusal = REFUSALS[found?.code ?? ''];
  return refusal ? refusal(found?.message ?? '') : error;
}

/** The name of the constraint that an error of Postgres reports as violated, if it is one. */
export function violatedConstraint(error: unknown): string | undefined {
  const found = postgresError(error);
  return found?.code?.startsWith('23') ? found.constraint : undefined;
}

/** Codes of Postgres and of the system for a database that is away, restarting, or out of connections. */
const AWAY = new Set([
  ...['57P01', '57P02', '57P03', '53300', '08000', '08001', '08003', '08004', '08006'],
  ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE'],
]);
/** What the driver says, without any code, of a connection that ended under a statement, and of statements sent after that. */
const CUT_OFF = /^Connection terminated|^Client (has encountered a connection error|was closed) and is not queryable/;

/** The database did not answer. What was under way may have been committed all the same. */
export function isDatabaseAway(error: unknown): boolean {
  const found = postgresError(error);
  return AWAY.has(found?.code ?? '') || (found instanceof Error && CUT_OFF.test(found.message));
}

/** Whether it is what the server says right before it closes the connection. */
export const isLastWord = (error: unknown): boolean => /^(57P|25P0[34])/.test(postgresError(error)?.code ?? '');

/** SQLSTATE of rules that a statement checks by itself. */
const RULE = 'PX409';

/** SQL that refuses by a rule where it is evaluated, and takes the transaction back; {@link brokenRule} tells which. */
export const refuseBy = (rule: string): string => `platform.refuse('${RULE}', '${rule}')`;

/** The name of the rule that a statement of ours refused by, if it is one. */
export function brokenRule(error: unknown): string | undefined {
  const found = postgresError(error);
  return found?.code === RULE ? found.message : undefined;
}

/** Serialisation failure or deadlock: the same work may succeed when it is run again from its start. */
export function isTransientConflict(error: unknown): boolean {
  const code = postgresError(error)?.code;
  return code === '40001' || code === '40P01';
}
