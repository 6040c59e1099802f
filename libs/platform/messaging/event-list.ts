import { type ListField, listDefinition } from '../lists/list-definition.js';

const internal = (column: string, type: ListField['type'] = 'text'): ListField => ({ column, type, internal: true });

/** Its index goes on with the time and the id. */
const indexed = { filter: true, indexedInOrder: true };

const metadata = {
  version: internal('version', 'integer'),
  category: internal('category'),
  accountId: internal('account_id', 'uuid'),
  siteId: internal('site_id', 'uuid'),
  sectorId: internal('sector_id', 'uuid'),
  actorId: { ...internal('actor_id', 'uuid'), ...indexed },
  causationId: internal('causation_id'),
  targetType: { ...internal('target_type'), ...indexed },
  targetId: { ...internal('target_id'), ...indexed, holdsIds: true },
  actionObjectType: internal('action_object_type'),
  actionObjectId: internal('action_object_id'),
  traceparent: internal('traceparent'),
};

export const eventList = listDefinition({
  ordering: '-timestamp',
  fields: {
    id: { column: 'id', type: 'uuid', filter: true },
    type: { column: 'type', type: 'text', ...indexed },
    source: { column: 'source', type: 'text' },
    timestamp: { column: 'occurred_at', type: 'timestamptz', filter: true, sort: true },
    correlationId: { column: 'correlation_id', type: 'text', ...indexed },
    payload: internal('data'),
    ...metadata,
  },
  made: { data: ['type', 'version', 'payload'], metadata: ['type', ...Object.keys(metadata)] },
  actions: false,
});

/** The history of one object, which need not be asked for. */
export const objectEventList = listDefinition({
  ...eventList,
  fields: { ...eventList.fields, targetType: internal('target_type'), targetId: internal('target_id') },
});
