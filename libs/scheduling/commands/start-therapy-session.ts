import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
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
  constructor(private readonly database: TenantDatabase) {}

  execute({ actor, sessionId }: StartTherapySession): Promise<TherapySession> {
    const now = new Date();
    return changeSession(this.database, { actor, sessionId, action: 'start' }, (session) => {
      session.start(now);
      return { event: sessionStarted, data: { startedAt: now.toISOString() } };
    });
  }
}
