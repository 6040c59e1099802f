import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { sessionCompleted } from '../contract/scheduling-events.js';
import { changeSession } from '../model/change-session.js';
import type { TherapySession } from '../model/therapy-session.entity.js';

export class CompleteTherapySession extends Command<TherapySession> {
  constructor(
    readonly actor: Actor,
    readonly sessionId: string,
  ) {
    super();
  }
}

@CommandHandler(CompleteTherapySession)
export class CompleteTherapySessionHandler implements ICommandHandler<CompleteTherapySession> {
  constructor(
    readonly database: TenantDatabase,
    readonly access: AccessControl,
  ) {}

  execute({ actor, sessionId }: CompleteTherapySession): Promise<TherapySession> {
    const now = new Date();
    return changeSession(this, { actor, sessionId, action: 'complete' }, (session) => {
      session.complete(now);
      return { event: sessionCompleted, data: { completedAt: now.toISOString() } };
    });
  }
}
