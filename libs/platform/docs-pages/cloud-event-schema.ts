const id = { type: 'string', format: 'uuid' } as const;

/**
 * JSON Schema (draft 7) of an event outside the process: CloudEvents 1.0, JSON event format, with our extensions.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export const CLOUD_EVENT_SCHEMA = {
  title: 'CloudEvents 1.0 event',
  type: 'object',
  required: ['specversion', 'id', 'type', 'source', 'time', 'correlationid', 'dataversion', 'data'],
  properties: {
    specversion: { const: '1.0' },
    id: { ...id, description: 'UUIDv7; the same event always carries the same id.' },
    type: { type: 'string', description: 'The event type; also the routing key.' },
    source: { type: 'string', description: 'The context that published it.' },
    time: { type: 'string', format: 'date-time' },
    subject: { type: 'string', description: 'The object that the event is about.' },
    datacontenttype: { const: 'application/json' },
    correlationid: { type: 'string', description: 'One per originating request; follows all that it causes.' },
    causationid: { type: 'string', description: 'The event or task that caused this one.' },
    accountid: { ...id, description: 'The tenant; absent from events of the system itself.' },
    dataversion: { type: 'string', description: 'Schema version of `data`.' },
    traceparent: { type: 'string', description: 'W3C trace context.' },
    data: { description: 'The facts; their schema depends on the type and version.' },
  },
} as const;
