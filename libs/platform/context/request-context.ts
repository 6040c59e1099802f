import { AsyncLocalStorage } from 'node:async_hooks';
import type { PermissionDeniedError, UnauthenticatedError } from '../errors/application-error.js';
import type { Actor } from './actor.js';
import type { Attempt } from './attempt.js';
import type { Claim } from './claim.js';
import type { ResourceTracking } from './resource-tracking.js';
import type { Despite, StandingQuestion } from './standing-question.js';

/** What travels with every request, reaction and task. Restored around each of them, so that all they cause is linked. */
export interface RequestContext {
  /** `req_…`, one per HTTP request or socket message; for reactions and tasks that of the request that caused them, if any. */
  readonly requestId: string;
  /** One per originating request; follows everything that it causes. */
  readonly correlationId: string;
  /** Id of the event or task that is being worked on. */
  readonly causationId?: string;
  /** W3C trace context, as received or made. */
  readonly traceparent?: string;
  /** Tenant. Absent until authentication, and in system work that belongs to no tenant. */
  readonly accountId?: string;
  readonly siteId?: string;
  readonly sectorId?: string;
  readonly actor?: Actor;
  readonly despite?: Despite;
  /** Whether the account's standing has been asked for yet; shared by everything that is done for one request. */
  readonly standing?: StandingQuestion;
  /** Lets what is done here rest on what is remembered, and sees to it that it is verified. */
  readonly attempt?: Attempt;
  /** The idempotency key that this request works under. */
  readonly claim?: Claim;
  /** Takes down what the request costs, when its sender wants to know. */
  readonly tracking?: ResourceTracking;
  /** What is wrong with the credential that came along. Only what demands one fails with it; what is public does not look. */
  readonly credentialError?: UnauthenticatedError | PermissionDeniedError;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` with `context` as the ambient context. Only `platform` may call this or {@link currentContext} (checked). */
export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The ambient context, or undefined outside any request, reaction or task. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}
