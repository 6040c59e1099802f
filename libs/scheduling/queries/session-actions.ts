import { Injectable } from '@nestjs/common';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import type { Action } from '#platform/http/envelope.js';
import { ACTION_PERMISSIONS, permittedActions } from '../model/session-access.policy.js';
import { type ActionableSession, sessionActions } from '../model/session-view.js';

/** What somebody may do to sessions that they see. */
@Injectable()
export class SessionActions {
  constructor(private readonly access: AccessControl) {}

  /** Of each session by its id. One query for all of them, and none for those whose roles decide. */
  async of(actor: Actor, sessions: readonly ActionableSession[]): Promise<ReadonlyMap<string, Action[]>> {
    const ids = sessions.map(({ id }) => id);
    const held = await this.access.permissionsOn(actor, 'therapy_session', ids, ACTION_PERMISSIONS);
    return new Map(
      sessions.map((session) => [
        session.id,
        sessionActions(session, permittedActions(held.get(session.id) ?? new Set())),
      ]),
    );
  }
}
