import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { seeingDeleted } from '#platform/retention/seeing-deleted.js';
import { sessionDeleted } from '../contract/scheduling-events.js';
import { requireAction } from '../model/session-access.policy.js';
import { sessionFacts, sessionTarget } from '../model/session-facts.js';
import { lockSession, updateDeletion } from '../model/session-store.js';
import type { TherapySession } from '../model/therapy-session.entity.js';

/** Puts a session that is over out of sight. */
export class DeleteTherapySession extends Command<TherapySession> {
  constructor(
    readonly actor: Actor,
    readonly sessionId: string,
  ) {
    super();
  }
}

/** @throws SessionNotFoundError also for one that is deleted already, PermissionDeniedError, SessionStateConflictError */
@CommandHandler(DeleteTherapySession)
export class DeleteTherapySessionHandler implements ICommandHandler<DeleteTherapySession> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: AccessControl,
  ) {}

  execute({ actor, sessionId }: DeleteTherapySession): Promise<TherapySession> {
    const now = new Date();
    return this.database.write(async (tx) => {
      const step = { actor, sessionId, action: 'delete' } as const;
      const [session] = await Promise.all([lockSession(tx, sessionId), requireAction(this.access, tx, step)]);
      session.delete(now, actor.userId);
      await seeingDeleted(tx, () => updateDeletion(tx, session));
      const data = { ...sessionFacts(session), deletedAt: now.toISOString() };
      await tx.publish(sessionDeleted, { target: sessionTarget(session), data });
      return session;
    });
  }
}
