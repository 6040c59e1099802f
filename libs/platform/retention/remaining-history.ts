import { Injectable } from '@nestjs/common';
import { onlySiteOf } from '../access/narrowing.js';
import type { Actor } from '../context/actor.js';
import { NotFoundError } from '../errors/application-error.js';
import type { Many } from '../http/envelope.js';
import { ObjectHistory } from '../http/object-history.js';
import { isPermitted } from '../http/permissions.js';
import type { ObjectRef } from '../messaging/event-envelope.js';
import { platformPermissions } from '../operations/platform-permissions.js';

/** The history of an object that may have been deleted or purged. */
@Injectable()
export class RemainingHistory {
  constructor(private readonly history: ObjectHistory) {}

  /**
   * Who may view the account's whole history still reads that of an object which is not there any more; not so at one site, where an
   * object of another is not there either, and nobody knows any more of which one it was.
   * @param find throws a NotFoundError when the object is not there, or the actor may not see it
   * @throws what `find` throws, when nothing is left to be told either
   */
  async of(actor: Actor, object: ObjectRef, find: () => Promise<unknown>): Promise<Many> {
    try {
      await find();
    } catch (error) {
      const seesAll = isPermitted(actor, platformPermissions['history.view']) && !onlySiteOf(actor);
      if (!(error instanceof NotFoundError && seesAll)) throw error;
      const remaining = await this.history.of(object);
      if (remaining.results.length === 0) throw error;
      return remaining;
    }
    return this.history.of(object);
  }
}
