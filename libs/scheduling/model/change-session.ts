import type { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import type { TenantDatabase } from '#platform/database/tenant-database.js';
import type { EventDefinition } from '#platform/events/event-definition.js';
import { requireAction } from './session-access.policy.js';
import { sessionFacts, sessionTarget } from './session-facts.js';
import type { SessionAction } from './session-status.js';
import { lockSession, updateSession } from './session-store.js';
import type { TherapySession } from './therapy-session.entity.js';

type Facts = ReturnType<typeof sessionFacts>;

/** What was done to the session, and what its event tells besides the session's own facts. */
interface Change<T extends object> {
  readonly event: EventDefinition<Facts & T>;
  readonly data: T;
}

/**
 * One step of the state machine: loads and locks the session, asks whether the actor may, lets `change` do it, stores it and
 * tells it, all in one transaction.
 * @throws SessionNotFoundError, PermissionDeniedError, SessionStateConflictError
 */
export function changeSession<T extends object>(
  { database, access }: { readonly database: TenantDatabase; readonly access: AccessControl },
  step: { readonly actor: Actor; readonly sessionId: string; readonly action: SessionAction },
  change: (session: TherapySession) => Change<T>,
): Promise<TherapySession> {
  return database.write(async (tx) => {
    const [session] = await Promise.all([lockSession(tx, step.sessionId), requireAction(access, tx, step)]);
    const { event, data } = change(session);
    await updateSession(tx, session);
    await tx.publish(event, { target: sessionTarget(session), data: { ...sessionFacts(session), ...data } });
    return session;
  });
}
