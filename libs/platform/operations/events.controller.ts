import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../context/actor.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { PermissionDeniedError } from '../errors/application-error.js';
import { CurrentActor } from '../http/current-actor.js';
import { Many, pick } from '../http/envelope.js';
import { EventDto } from '../http/event.dto.js';
import { EXACT_UP_TO } from '../http/list-request.js';
import { isInScope, isPermitted, SignedIn } from '../http/permissions.js';
import { EventHistory, type HistoryFilter } from '../messaging/event-history.js';
import { VisibilityRegistry } from '../visibility/object-visibility.js';
import { EventsDto } from './events.dto.js';
import { platformPermissions } from './platform-permissions.js';

const PATH = '/api/v1/events';

/** The audit trail. Who may not view all of it still sees the history of what they may see, and what they did themselves. */
@ApiTags('events')
@ApiBearerAuth()
@Controller(PATH)
export class EventsController {
  constructor(
    private readonly database: TenantDatabase,
    private readonly history: EventHistory,
    private readonly visibilities: VisibilityRegistry,
  ) {}

  @Get()
  @ApiOkResponse({ type: [EventDto] })
  @SignedIn()
  async list(@CurrentActor() actor: Actor, @Query() query: EventsDto): Promise<Many> {
    const { cursor, pageSize = '20', fields, ...filter } = query;
    await this.#requireAccess(actor, filter);
    const size = Number(pageSize);
    const [{ events, next }, count] = await this.database.readTogether((tx) =>
      Promise.all([this.history.list(tx, filter, size, cursor), this.history.count(tx, filter, EXACT_UP_TO + 1)]),
    );
    const others = new URLSearchParams({ ...filter, pageSize, ...(fields && { fields }) });
    const more = next ? `${PATH}?${others}&cursor=${next}` : null;
    const shown = events.map((event) => pick(event, fields?.split(',')));
    return new Many(shown, Math.min(count, EXACT_UP_TO), count <= EXACT_UP_TO, more, null);
  }

  async #requireAccess(actor: Actor, { targetType, targetId, actorId }: HistoryFilter): Promise<void> {
    const viewsAll = platformPermissions['history.view'];
    // What one did oneself may be anything: an API key that is for other things is not told of it.
    const isOwn = actorId === actor.userId && isInScope(actor, viewsAll);
    const all = isPermitted(actor, viewsAll) || isOwn;
    // An API key that is bound to one site sees what happened to the objects there, and not what did elsewhere.
    if (all && !actor.siteId) return;
    const target = targetType && targetId ? { type: targetType, id: targetId } : undefined;
    if (!target || !(await this.visibilities.canSee(actor, target))) {
      throw new PermissionDeniedError('PERMISSION_DENIED', { permission: viewsAll.name });
    }
  }
}
