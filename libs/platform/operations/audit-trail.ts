import { Injectable } from '@nestjs/common';
import { EventVisibility } from '../access/event-visibility.js';
import type { Actor } from '../context/actor.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { PermissionDeniedError } from '../errors/application-error.js';
import type { EventEnvelope, ObjectRef } from '../events/event-envelope.js';
import type { ListRequest } from '../lists/list-definition.js';
import type { ListPage } from '../lists/list-query.js';
import { EventHistory } from '../messaging/event-history.js';
import { isInScope, isPermitted } from '../permissions/permission.js';
import { platformPermissions } from '../permissions/platform-permissions.js';
import { VisibilityRegistry } from '../visibility/object-visibility.js';

/** Who may not view all of it still sees the history of what they may see, and what they did themselves. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly database: TenantDatabase,
    private readonly history: EventHistory,
    private readonly visibilities: VisibilityRegistry,
    private readonly events: EventVisibility,
  ) {}

  /** @throws PermissionDeniedError */
  async page(actor: Actor, request: ListRequest): Promise<ListPage<Partial<EventEnvelope>>> {
    await this.#requireAccess(actor, request);
    const target = targetOf(request);
    const known = await this.events.restrict(actor, target && { type: target.type, ids: [target.id] });
    return this.database.readTogether((tx) => this.history.page(tx, request, known));
  }

  async #requireAccess(actor: Actor, request: ListRequest): Promise<void> {
    const viewsAll = platformPermissions['history.view'];
    // What one did oneself may be anything: an API key that is for other things is not told of it.
    const isOwn = only(request, 'actorId') === actor.userId && isInScope(actor, viewsAll);
    const all = isPermitted(actor, viewsAll) || isOwn;
    // An API key that is bound to one site sees what happened to the objects there, and not what did elsewhere.
    if (all && !actor.siteId) return;
    const target = targetOf(request);
    if (!target || !(await this.visibilities.canSee(actor, target))) {
      throw new PermissionDeniedError('PERMISSION_DENIED', { permission: viewsAll.name });
    }
  }
}

/** What all items of the list happened to. */
function targetOf(request: ListRequest): ObjectRef | undefined {
  const [type, id] = [only(request, 'targetType'), only(request, 'targetId')];
  return type && id ? { type, id } : undefined;
}

/** The one value of a field that all items of the list have. */
const only = ({ filters }: ListRequest, name: string): string | undefined =>
  filters.find(({ field, operator }) => field === name && operator === 'eq')?.values[0];
