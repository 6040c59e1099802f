import { ConnectedSocket, MessageBody } from '@nestjs/websockets';
import { Type } from 'typebox';
import { ValidationError } from '../errors/application-error.js';
import { EVENT_CATEGORIES } from '../events/event-envelope.js';
import { SignedIn } from '../http/demands.js';
import { Id, Text } from '../http/fields.js';
import { VisibilityRegistry } from '../visibility/object-visibility.js';
import type { LiveSocket } from './live-socket.js';
import { ObjectWatches } from './object-watches.js';
import { SocketGateway } from './socket-gateway.js';
import { Receives, Sends } from './socket-messages.js';

class WatchedObjectDto {
  @Text()
  type!: string;

  @Id()
  id!: string;
}

const object = Type.Object({ type: Type.String(), id: Type.String({ format: 'uuid' }) });
const optional = Type.Optional(Type.String());
const envelope = Type.Object({
  id: Type.String({ format: 'uuid' }),
  type: Type.String(),
  source: Type.String(),
  timestamp: Type.String({ format: 'date-time' }),
  correlationId: Type.String(),
  data: Type.Unknown(),
  metadata: Type.Object({
    version: Type.String(),
    category: Type.Enum([...EVENT_CATEGORIES]),
    accountId: optional,
    siteId: optional,
    sectorId: optional,
    userId: optional,
    causationId: optional,
    target: Type.Optional(object),
    actionObject: Type.Optional(object),
    traceparent: optional,
  }),
});

/** Clients follow single objects: they get every event on what they watch, as long as they may see it. */
@SocketGateway()
@Sends('event', { label: 'An event on a watched object', payload: envelope })
@Sends('closing', {
  label: 'The server is about to end this connection',
  payload: Type.Object({ code: Type.Enum(['UNAUTHENTICATED', 'SERVICE_STOPPING']), message: Type.String() }),
})
export class WatchGateway {
  constructor(
    private readonly watches: ObjectWatches,
    private readonly visibilities: VisibilityRegistry,
  ) {}

  @Receives('watch', { label: 'Watch an object', payload: object })
  @SignedIn()
  async watch(@ConnectedSocket() socket: LiveSocket, @MessageBody() { type, id }: WatchedObjectDto): Promise<object> {
    if (!this.visibilities.types.includes(type)) throw new ValidationError({ type: ['is not a type of object'] });
    await this.watches.watch(socket, { type, id: id.toLowerCase() });
    return {};
  }

  @Receives('unwatch', { label: 'Watch an object no longer', payload: object })
  @SignedIn()
  async unwatch(@ConnectedSocket() socket: LiveSocket, @MessageBody() { type, id }: WatchedObjectDto): Promise<object> {
    await this.watches.unwatch(socket, { type, id: id.toLowerCase() });
    return {};
  }
}
