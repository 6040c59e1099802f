import type { AsyncApiSource, DescribedEventType, DescribedSocketEvent } from './asyncapi-source.js';
import { CLOUD_EVENT_SCHEMA } from './cloud-event-schema.js';
import { sorted } from './sorted.js';

type Entries = Record<string, object>;

export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: object;
  readonly defaultContentType: string;
  readonly servers: Entries;
  readonly channels: Entries;
  readonly operations: Entries;
  readonly components: { readonly messages: Entries; readonly schemas: Entries };
}

/** Two described things would get one name, and one of them would silently vanish from the document. */
export class DuplicateDescriptionError extends Error {
  constructor(name: string) {
    super(`"${name}" is described twice. List an event type once per version, and a socket event once.`);
    this.name = 'DuplicateDescriptionError';
  }
}

/** A `$ref` that points nowhere: typically from a schema that brought `definitions` of its own. */
export class DanglingReferenceError extends Error {
  constructor(reference: string, path: string) {
    super(`${path} refers to "${reference}", which is not in the document. Write that schema where the $ref stands.`);
    this.name = 'DanglingReferenceError';
  }
}

const SOCKET = 'socket';
const ref = (...path: string[]): { $ref: string } => ({ $ref: `#/${path.join('/')}` });

/**
 * Describes events and socket events as AsyncAPI 3.0, as the server sees them: it *sends* events and notifications, and
 * *receives* what clients emit. The same source in any order gives the same document.
 * Format: https://www.asyncapi.com/docs/reference/specification/v3.0.0
 * @throws {@link DuplicateDescriptionError}, {@link DanglingReferenceError}
 */
export function asyncApiDocument({ version, eventTypes, socketEvents, servers }: AsyncApiSource): AsyncApiDocument {
  const { exchange, ...broker } = servers.broker;
  const document: AsyncApiDocument = {
    asyncapi: '3.0.0',
    info: {
      title: 'Praxis events and sockets',
      version,
      description:
        'Events on the broker, as CloudEvents 1.0, and what server and clients tell each other over Socket.io.',
    },
    defaultContentType: 'application/json',
    servers: { broker, sockets: servers.sockets },
    channels: {},
    operations: {},
    components: { messages: {}, schemas: { CloudEvent: CLOUD_EVENT_SCHEMA } },
  };
  const byType = Map.groupBy(eventTypes, (eventType) => eventType.type);
  for (const [type, versions] of sorted(byType, ([name]) => name)) {
    addEventChannel(
      document,
      type,
      sorted(versions, (each) => each.version.padStart(8, '0')),
      exchange,
    );
  }
  if (socketEvents.length > 0)
    addSocketChannel(
      document,
      sorted(socketEvents, (each) => each.name),
    );
  refuseDanglingReferences(document);
  return document;
}

function addEventChannel(document: AsyncApiDocument, type: string, versions: DescribedEventType[], exchange: string) {
  const newest = versions.at(-1) as DescribedEventType;
  const names = versions.map((eventType) => addEventMessage(document, eventType));
  document.channels[type] = {
    address: type,
    title: newest.label,
    servers: [ref('servers', 'broker')],
    tags: [{ name: newest.namespace }],
    messages: Object.fromEntries(names.map((name) => [name, ref('components', 'messages', name)])),
    bindings: { amqp: { is: 'routingKey', exchange: { name: exchange, type: 'topic', durable: true } } },
  };
  document.operations[`publish.${type}`] = {
    action: 'send',
    title: newest.label,
    channel: ref('channels', type),
    messages: names.map((name) => ref('channels', type, 'messages', name)),
  };
}

function addEventMessage({ components }: AsyncApiDocument, eventType: DescribedEventType): string {
  const { type, version, source, label, namespace, category, schema } = eventType;
  const name = `${type}.v${version}`;
  addOnce(components.schemas, name, schema);
  addOnce(components.messages, name, {
    name: type,
    title: label,
    contentType: 'application/cloudevents+json',
    tags: [{ name: namespace }, { name: category }],
    payload: {
      allOf: [
        ref('components', 'schemas', 'CloudEvent'),
        {
          type: 'object',
          properties: {
            type: { const: type },
            source: { const: source },
            dataversion: { const: version },
            data: ref('components', 'schemas', name),
          },
        },
      ],
    },
  });
  return name;
}

function addSocketChannel(document: AsyncApiDocument, socketEvents: DescribedSocketEvent[]) {
  const messages: Entries = {};
  const add = (name: string, message: object) => {
    addOnce(document.components.messages, `${SOCKET}.${name}`, message);
    messages[name] = ref('components', 'messages', `${SOCKET}.${name}`);
    return ref('channels', SOCKET, 'messages', name);
  };
  document.channels[SOCKET] = {
    address: '/',
    title: 'Socket.io, default namespace',
    servers: [ref('servers', 'sockets')],
    tags: [{ name: SOCKET }],
    messages,
  };
  for (const { name, direction, label, payloadSchema, ack } of socketEvents) {
    const message = add(name, { name, title: label, payload: payloadSchema });
    const answer = ack && add(`${name}.ack`, { name: `${name}.ack`, title: `Acknowledges ${name}`, payload: ack });
    document.operations[`${SOCKET}.${name}`] = {
      action: direction === 'serverToClient' ? 'send' : 'receive',
      title: label,
      channel: ref('channels', SOCKET),
      messages: [message],
      ...(answer && { reply: { channel: ref('channels', SOCKET), messages: [answer] } }),
    };
  }
}

function addOnce(entries: Entries, name: string, entry: object) {
  if (Object.hasOwn(entries, name)) throw new DuplicateDescriptionError(name);
  entries[name] = entry;
}

function refuseDanglingReferences(document: object, node: unknown = document, path = '#') {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === '$ref' && typeof value === 'string' && !exists(document, value))
      throw new DanglingReferenceError(value, path);
    refuseDanglingReferences(document, value, `${path}/${key}`);
  }
}

function exists(document: object, pointer: string): boolean {
  const [start, ...keys] = pointer.split('/');
  let node: unknown = document;
  for (const key of keys) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return false;
    node = (node as Record<string, unknown>)[key];
  }
  return start === '#';
}
