import { PermissionDeniedError, PlanInactiveError, UnauthenticatedError } from '../errors/application-error.js';

/** Code was asked to touch tenant data without a tenant: a programming error, never a caller's. */
export class TenantRequiredError extends Error {
  constructor() {
    super(
      'Tenant data was asked for outside any tenant. Run this inside a request, reaction or task of an account, or with TenantDatabase.forAccount().',
    );
  }
}

/** A transaction was used after it had ended, for example by work that outlived its time limit. */
export class TransactionEndedError extends Error {
  constructor() {
    super('This transaction has ended. Await all work inside the function that was given the transaction.');
  }
}

/** SQLSTATEs raised by `platform.enter` (see the platform's first migration). */
const ENTRY_REFUSALS: Record<string, () => Error> = {
  PX400: () => new TenantRequiredError(),
  PX401: () => new UnauthenticatedError('This sign-in has ended. Sign in again.'),
  PX402: () => new PlanInactiveError(),
  PX403: () => new PermissionDeniedError('ACCOUNT_REQUIRED'),
};

interface PostgresError {
  code?: string;
  constraint?: string;
  driverError?: PostgresError;
}

const postgresError = (error: unknown): PostgresError | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  const candidate = error as PostgresError;
  return candidate.driverError ?? candidate;
};

/** Turns a refusal of `platform.enter` into the application's error; anything else is returned as it is. */
export function translateEntryRefusal(error: unknown): unknown {
  const refusal = ENTRY_REFUSALS[postgresError(error)?.code ?? ''];
  return refusal ? refusal() : error;
}

/** The name of the constraint that an error of Postgres reports as violated, if it is one. */
export function violatedConstraint(error: unknown): string | undefined {
  const found = postgresError(error);
  return found?.code?.startsWith('23') ? found.constraint : undefined;
}

/** Serialisation failure or deadlock: the same work may succeed when it is run again from its start. */
export function isTransientConflict(error: unknown): boolean {
  const code = postgresError(error)?.code;
  return code === '40001' || code === '40P01';
}
