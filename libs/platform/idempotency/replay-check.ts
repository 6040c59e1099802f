import type { Actor } from '../context/actor.js';
import { type RequestContext, runInContext } from '../context/request-context.js';
import { TenantDatabase } from '../database/tenant-database.js';
import type { ObjectRef } from '../events/event-envelope.js';
import type { VisibilityRegistry } from '../visibility/object-visibility.js';
import { IdempotencyResultLostError } from './idempotency-errors.js';
import type { StoredAnswer } from './idempotency-keys.js';
import { covers, rightsOf } from './rights.js';

/**
 * An answer is sent again before any guard or handler is asked, so what these would ask is asked here: whether sign-in, account and
 * plan stand, whether the credential may all that it might then, and whether its user still sees what the answer is about.
 */
export class ReplayCheck {
  constructor(
    private readonly database: TenantDatabase,
    private readonly visibilities: VisibilityRegistry,
  ) {}

  /** @throws UnauthenticatedError, PlanInactiveError, PermissionDeniedError, IdempotencyResultLostError */
  async pass(context: RequestContext, actor: Actor, { rights, objects, despite }: StoredAnswer): Promise<void> {
    await runInContext({ ...context, despite: despite ?? undefined }, async () => {
      await this.database.verifyStanding();
      if (!rights || !covers(rightsOf(actor), rights)) throw new IdempotencyResultLostError();
      const byType = Map.groupBy((objects ?? []).map(refOf), ({ type }) => type);
      const hidden = await Promise.all([...byType].map(([type, refs]) => this.#hidesAny(actor, type, refs)));
      if (hidden.includes(true)) throw new IdempotencyResultLostError();
    });
  }

  /** Of what nobody owns, such as a sign-in, the rights decide. What is there no more, since it was deleted by this, cannot be seen by anybody. */
  async #hidesAny(actor: Actor, type: string, objects: readonly ObjectRef[]): Promise<boolean> {
    if (!this.visibilities.types.includes(type)) return false;
    const ids = objects.map(({ id }) => id);
    const seen = await this.visibilities.among(actor, type, ids);
    const unseen = ids.filter((id) => !seen.has(id));
    return unseen.length > 0 && (await this.visibilities.among(seeingAll(actor), type, unseen)).size > 0;
  }
}

const seeingAll = (actor: Actor): Actor => ({ ...actor, roles: ['admin'], scopes: undefined, siteId: undefined });

function refOf(object: string): ObjectRef {
  const [type = '', ...id] = object.split(':');
  return { type, id: id.join(':') };
}
