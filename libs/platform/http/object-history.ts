import { applyDecorators, Injectable } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { EventVisibility } from '../access/event-visibility.js';
import { TenantDatabase } from '../database/tenant-database.js';
import type { ObjectRef } from '../events/event-envelope.js';
import type { ListRequest } from '../lists/list-definition.js';
import { ListParameters } from '../lists/list-documentation.js';
import { ListOfRequest } from '../lists/list-request.js';
import { EventHistory } from '../messaging/event-history.js';
import { objectEventList } from '../messaging/event-list.js';
import { currentActor } from './current-actor.js';
import { Many } from './envelope.js';
import { EventDto } from './event.dto.js';

/** Documents a route that answers with the history of one object. */
export const TellsHistory = () => applyDecorators(ListParameters(objectEventList), ApiOkResponse({ type: [EventDto] }));

/** The list request of such a route. */
export const HistoryOfRequest = () => ListOfRequest(objectEventList);

/** The history of one object, newest first, for the `/events` sub-resource that every resource has. */
@Injectable()
export class ObjectHistory {
  constructor(
    private readonly database: TenantDatabase,
    private readonly history: EventHistory,
    private readonly events: EventVisibility,
  ) {}

  /**
   * The caller has found out already that the object may be seen; of what happened to it, it is told what they may know of.
   * @param path of the sub-resource, for the links to other pages
   */
  async of(object: ObjectRef, path: string, request: ListRequest): Promise<Many> {
    const known = await this.events.restrict(currentActor(), { type: object.type, ids: [object.id] });
    const page = await this.database.readTogether((tx) => this.history.page(tx, request, known, object));
    return Many.page(path, request, page, (event) => event);
  }
}
