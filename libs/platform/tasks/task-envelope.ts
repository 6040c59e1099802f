import type { Actor } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { currentContext, type RequestContext } from '#platform/context/request-context.js';

/** What a task remembers of the work that enqueued it. */
export interface TaskEnvelope {
  readonly accountId?: string;
  readonly siteId?: string;
  readonly sectorId?: string;
  /** Who caused it. Without the credential: a task goes on after its causer has signed out. */
  readonly actor?: Pick<Actor, 'userId' | 'accountId' | 'roles'>;
  readonly requestId?: string;
  readonly correlationId?: string;
  /** Event or task whose handling enqueued this one. */
  readonly causationId?: string;
  readonly traceparent?: string;
}

/** The ambient context as an envelope. Outside any context the task belongs to no tenant and starts its own correlation. */
export function captureEnvelope(): TaskEnvelope {
  const context = currentContext();
  if (!context) return { correlationId: newId() };
  const { actor } = context;
  return {
    accountId: context.accountId,
    siteId: context.siteId,
    sectorId: context.sectorId,
    actor: actor && { userId: actor.userId, accountId: actor.accountId, roles: actor.roles },
    requestId: context.requestId,
    correlationId: context.correlationId,
    causationId: context.causationId,
    traceparent: context.traceparent,
  };
}

/**
 * What a recurring task remembers: for whom it runs, but nothing of the moment at which the schedule was made. Each of its
 * runs starts its own correlation.
 */
export function captureStandingEnvelope(): TaskEnvelope {
  const { accountId, siteId, sectorId, actor } = captureEnvelope();
  return { accountId, siteId, sectorId, actor };
}

/** The context in which a task runs: that of its cause, with the task itself as the cause of all that follows. */
export function restoredContext(envelope: TaskEnvelope, taskId: string): RequestContext {
  return {
    requestId: envelope.requestId ?? `req_${taskId}`,
    correlationId: envelope.correlationId ?? taskId,
    causationId: taskId,
    traceparent: envelope.traceparent,
    accountId: envelope.accountId,
    siteId: envelope.siteId,
    sectorId: envelope.sectorId,
    actor: envelope.actor,
  };
}
