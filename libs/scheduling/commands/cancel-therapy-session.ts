import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { sessionCancelled } from '../contract/scheduling-events.js';
import { changeSession } from '../model/change-session.js';
import { isLateCancellation } from '../model/session-policy.js';
import type { TherapySession } from '../model/therapy-session.entity.js';

export class CancelTherapySession extends Command<TherapySession> {
  constructor(
    readonly actor: Actor,
    readonly sessionId: string,
    readonly reason?: string | null,
  ) {
    super();
  }
}

@CommandHandler(CancelTherapySession)
export class CancelTherapySessionHandler implements ICommandHandler<CancelTherapySession> {
  constructor(
    readonly database: TenantDatabase,
    readonly access: AccessControl,
  ) {}

  execute({ actor, sessionId, reason }: CancelTherapySession): Promise<TherapySession> {
    const now = new Date();
    return changeSession(this, { actor, sessionId, action: 'cancel' }, (session) => {
      session.cancel(now, reason);
      const late = isLateCancellation(session.startsAt, now);
      return { event: sessionCancelled, data: { cancelledAt: now.toISOString(), late } };
    });
  }
}
