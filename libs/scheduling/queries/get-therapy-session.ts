import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';
import { SessionNotFoundError } from '../model/scheduling-errors.js';
import type { SessionView } from '../model/session-view.js';
import { SESSION_COLUMNS, SESSION_TABLE } from './session-list.js';

export class GetTherapySession extends Query<SessionView> {
  constructor(
    readonly actor: Actor,
    readonly sessionId: string,
  ) {
    super();
  }
}

/** @throws SessionNotFoundError also for a session that the actor may not see */
@QueryHandler(GetTherapySession)
export class GetTherapySessionHandler implements IQueryHandler<GetTherapySession> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: AccessControl,
  ) {}

  async execute({ actor, sessionId }: GetTherapySession): Promise<SessionView> {
    const visible = this.access.ofOne(actor, schedulingPermissions['session.view'], 'therapy_session', { before: 1 });
    const [session] = await this.database.readTogether((tx) =>
      tx.query<SessionView>(`select ${SESSION_COLUMNS} from ${SESSION_TABLE} where id = $1::uuid and ${visible.sql}`, [
        sessionId,
        ...visible.values,
      ]),
    );
    if (!session) throw new SessionNotFoundError(sessionId);
    return session;
  }
}
