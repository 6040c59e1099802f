import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { seeingDeleted } from '#platform/retention/seeing-deleted.js';
import { sessionRestored } from '../contract/scheduling-events.js';
import { requireAction } from '../model/session-access.policy.js';
import { sessionFacts, sessionTarget } from '../model/session-facts.js';
import { lockSession, updateDeletion } from '../model/session-store.js';
import type { TherapySession } from '../model/therapy-session.entity.js';

/** Brings a deleted session back as it was. It takes up no time that is booked by now: it was over before. */
export class RestoreTherapySession extends Command<TherapySession> {
  constructor(
    readonly actor: Actor,
    readonly sessionId: string,
  ) {
    super();
  }
}

/** @throws SessionNotFoundError also for one that was purged, PermissionDeniedError, SessionNotDeletedError */
@CommandHandler(RestoreTherapySession)
export class RestoreTherapySessionHandler implements ICommandHandler<RestoreTherapySession> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: AccessControl,
  ) {}

  execute(command: RestoreTherapySession): Promise<TherapySession> {
    return this.database.write((tx) => seeingDeleted(tx, () => this.#restore(tx, command)));
  }

  async #restore(tx: TenantTransaction, { actor, sessionId }: RestoreTherapySession): Promise<TherapySession> {
    const now = new Date();
    const step = { actor, sessionId, action: 'delete' } as const;
    const [session] = await Promise.all([lockSession(tx, sessionId), requireAction(this.access, tx, step)]);
    session.restore(now);
    await updateDeletion(tx, session);
    const data = { ...sessionFacts(session), restoredAt: now.toISOString() };
    await tx.publish(sessionRestored, { target: sessionTarget(session), data });
    return session;
  }
}
