import { Injectable } from '@nestjs/common';
import { onlySiteOf } from '../access/narrowing.js';
import type { Actor } from '../context/actor.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { NotFoundError } from '../errors/application-error.js';
import type { ObjectRef } from '../events/event-envelope.js';
import { EventHistory } from '../messaging/event-history.js';
import { isPermitted } from '../permissions/permission.js';
import { platformPermissions } from '../permissions/platform-permissions.js';

/** The history of an object that may have been deleted or purged. */
@Injectable()
export class RemainingHistory {
  constructor(
    private readonly database: TenantDatabase,
    private readonly history: EventHistory,
  ) {}

  /**
   * Who may view the account's whole history still reads that of an object which is not there any more; not so at one site, where an
   * object of another is not there either, and nobody knows any more of which one it was.
   * @param find throws a NotFoundError when the object is not there, or the actor may not see it
   * @throws what `find` throws, when nothing is left to be told either
   */
  async requireReadable(actor: Actor, object: ObjectRef, find: () => Promise<unknown>): Promise<void> {
    try {
      await find();
    } catch (error) {
      const seesAll = isPermitted(actor, platformPermissions['history.view']) && !onlySiteOf(actor);
      if (!(error instanceof NotFoundError && seesAll)) throw error;
      if (!(await this.database.readTogether((tx) => this.history.knows(tx, object)))) throw error;
    }
  }
}
