import { describe, expect, it } from 'vitest';
import { asyncApiDocument } from '../docs-pages/asyncapi-document.js';
import { platformSocketMessages } from './realtime.module.js';

describe('what travels over sockets', () => {
  it('is described, each message once', () => {
    const described = platformSocketMessages().map(({ name, direction }) => `${direction} ${name}`);
    expect(described.sort()).toEqual([
      'clientToServer unwatch',
      'clientToServer watch',
      'serverToClient closing',
      'serverToClient event',
      'serverToClient task.progress',
    ]);
  });

  it('fits into the AsyncAPI document', () => {
    const server = { host: 'localhost', protocol: 'ws' };
    const { components } = asyncApiDocument({
      version: '1',
      eventTypes: [],
      socketEvents: platformSocketMessages(),
      servers: { broker: { ...server, exchange: 'events' }, sockets: server },
    });
    expect(components.messages['socket.watch']).toMatchObject({
      payload: { type: 'object', required: ['type', 'id'], properties: { type: { type: 'string' } } },
    });
    expect(components.messages['socket.watch.ack']).toMatchObject({ payload: { anyOf: [{}, {}] } });
  });
});
