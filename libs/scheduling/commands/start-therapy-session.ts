import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { sessionStarted } from '../contract/scheduling-events.js';
import { changeSession } from '../model/change-session.js';
import type { TherapySession } from '../model/therapy-session.entity.js';

export class StartTherapySession extends Command<TherapySession> {
  constructor(
    readonly actor: Actor,
    readonly sessionId: string,
  ) {
    super();
  }
}

@CommandHandler(StartTherapySession)
export class StartTherapySessionHandler implements ICommandHandler<StartTherapySession> {
  constructor(
    readonly database: TenantDatabase,
    readonly access: AccessControl,
  ) {}

  execute({ actor, sessionId }: StartTherapySession): Promise<TherapySession> {
    const now = new Date();
    return changeSession(this, { actor, sessionId, action: 'start' }, (session) => {
      session.start(now);
      return { event: sessionStarted, data: { startedAt: now.toISOString() } };
    });
  }
}
