import { Injectable } from '@nestjs/common';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { isPermitted } from '#platform/http/permissions.js';
import type { ObjectVisibility } from '#platform/visibility/object-visibility.js';
import { schedulingPermissions } from '../contract/scheduling-permissions.js';
import { maySee } from '../model/session-access.policy.js';

/** Who may see a session: for its history, for watching it, and for being notified of it. */
@Injectable()
export class SessionVisibility implements ObjectVisibility {
  readonly type = 'therapy_session';

  constructor(private readonly database: TenantDatabase) {}

  async visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (!isPermitted(actor, schedulingPermissions['session.view'])) return new Set();
    const sessions = await this.database.forAccount(actor.accountId).readTogether((tx) =>
      tx.query<{ id: string; patientId: string; therapistId: string }>(
        `select id, patient_id as "patientId", therapist_id as "therapistId" from scheduling.therapy_session
         where id = any ($1::uuid[])`,
        [ids],
      ),
    );
    return new Set(sessions.filter((session) => maySee(actor, session)).map(({ id }) => id));
  }
}
