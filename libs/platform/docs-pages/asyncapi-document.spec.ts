import { createRequire } from 'node:module';
import { Ajv, type AnySchemaObject } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { asyncApiDocument, DanglingReferenceError, DuplicateDescriptionError } from './asyncapi-document.js';
import type { AsyncApiSource, DescribedEventType, DescribedSocketEvent } from './asyncapi-source.js';

const eventType = (changes: Partial<DescribedEventType> = {}): DescribedEventType => ({
  type: 'therapy_session.scheduled',
  label: 'Therapy session scheduled',
  namespace: 'Therapy sessions',
  category: 'domain',
  version: '1',
  source: 'scheduling',
  schema: { type: 'object', required: ['sessionId'], properties: { sessionId: { type: 'string' } } },
  ...changes,
});

const socketEvent = (changes: Partial<DescribedSocketEvent> = {}): DescribedSocketEvent => ({
  name: 'notification',
  direction: 'serverToClient',
  label: 'A notification',
  payloadSchema: { type: 'object', properties: { cursor: { type: 'string' } } },
  ack: { type: 'object' },
  ...changes,
});

const source = (changes: Partial<AsyncApiSource> = {}): AsyncApiSource => ({
  version: '1.0.0',
  eventTypes: [eventType(), eventType({ type: 'user.registered', source: 'identity', category: 'integration' })],
  socketEvents: [socketEvent(), socketEvent({ name: 'resume', direction: 'clientToServer', ack: undefined })],
  servers: {
    broker: { host: 'localhost:5672', protocol: 'amqp', exchange: 'praxis.events' },
    sockets: { host: 'localhost:3000', protocol: 'ws', pathname: '/socket.io' },
  },
  ...changes,
});

describe('an AsyncAPI document', () => {
  let isAsyncApi: (document: unknown) => boolean;

  beforeAll(() => {
    const official: AnySchemaObject = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json');
    // It brings draft 7 along under its official id, which Ajv would refuse as known already.
    const validate = new Ajv({ strict: false, meta: false, validateSchema: false, validateFormats: false }).compile(
      official,
    );
    isAsyncApi = (document) => validate(document) === true;
  });

  it('is valid by the official schema', () => {
    const document = asyncApiDocument(source());

    expect(isAsyncApi(document)).toBe(true);
    expect(isAsyncApi({ ...document, operations: { resume: { action: 'hear', channel: {} } } })).toBe(false);
  });

  it('is valid without socket events, and without events', () => {
    expect(isAsyncApi(asyncApiDocument(source({ socketEvents: [] })))).toBe(true);
    expect(isAsyncApi(asyncApiDocument(source({ eventTypes: [] })))).toBe(true);
  });

  it('does not depend on the order of its source', () => {
    const { eventTypes, socketEvents } = source();
    const reversed = source({ eventTypes: eventTypes.toReversed(), socketEvents: socketEvents.toReversed() });

    expect(JSON.stringify(asyncApiDocument(reversed))).toBe(JSON.stringify(asyncApiDocument(source())));
  });

  it('gives each event type a channel on the broker, with the type as routing key of the exchange', () => {
    expect(asyncApiDocument(source()).channels['user.registered']).toMatchObject({
      address: 'user.registered',
      servers: [{ $ref: '#/servers/broker' }],
      bindings: { amqp: { is: 'routingKey', exchange: { name: 'praxis.events', type: 'topic' } } },
    });
  });

  it('describes an event as a CloudEvent that carries the payload of its version', () => {
    const { components } = asyncApiDocument(source());

    expect(components.messages['therapy_session.scheduled.v1']).toMatchObject({
      name: 'therapy_session.scheduled',
      contentType: 'application/cloudevents+json',
      payload: {
        allOf: [
          { $ref: '#/components/schemas/CloudEvent' },
          {
            properties: {
              type: { const: 'therapy_session.scheduled' },
              source: { const: 'scheduling' },
              dataversion: { const: '1' },
              data: { $ref: '#/components/schemas/therapy_session.scheduled.v1' },
            },
          },
        ],
      },
    });
    expect(components.schemas['therapy_session.scheduled.v1']).toEqual(eventType().schema);
  });

  it('keeps the versions of a type on one channel, oldest first', () => {
    const versions = ['10', '9', '1'].map((version) => eventType({ version, label: `Version ${version}` }));
    const channel = asyncApiDocument(source({ eventTypes: versions })).channels['therapy_session.scheduled'];

    expect(channel).toMatchObject({ title: 'Version 10' });
    expect(Object.keys((channel as { messages: object }).messages)).toEqual(
      ['1', '9', '10'].map((version) => `therapy_session.scheduled.v${version}`),
    );
  });

  it('tells who sends a socket event, and what answers it', () => {
    const { operations } = asyncApiDocument(source());

    expect(operations['socket.notification']).toMatchObject({
      action: 'send',
      messages: [{ $ref: '#/channels/socket/messages/notification' }],
      reply: { messages: [{ $ref: '#/channels/socket/messages/notification.ack' }] },
    });
    expect(operations['socket.resume']).toMatchObject({ action: 'receive' });
    expect(operations['socket.resume']).not.toHaveProperty('reply');
  });

  it('refuses two descriptions of one thing', () => {
    expect(() => asyncApiDocument(source({ eventTypes: [eventType(), eventType()] }))).toThrow(
      DuplicateDescriptionError,
    );
    expect(() => asyncApiDocument(source({ socketEvents: [socketEvent(), socketEvent()] }))).toThrow(
      DuplicateDescriptionError,
    );
  });

  it('refuses a schema that refers to what the document does not have, and allows what it has', () => {
    const referring = ($ref: string) =>
      source({ eventTypes: [eventType({ schema: { properties: { money: { $ref } } } })] });

    expect(() => asyncApiDocument(referring('#/$defs/Money'))).toThrow(DanglingReferenceError);
    expect(() => asyncApiDocument(referring('other.json#/components'))).toThrow(DanglingReferenceError);
    expect(() => asyncApiDocument(referring('#/components/schemas/CloudEvent'))).not.toThrow();
  });
});
