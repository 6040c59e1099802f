import { CommandBus } from '@nestjs/cqrs';
import { ConnectedSocket, MessageBody, type OnGatewayConnection, type OnGatewayDisconnect } from '@nestjs/websockets';
import { Type } from 'typebox';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import type { LiveSocket } from '#platform/realtime/live-socket.js';
import { SocketGateway } from '#platform/realtime/socket-gateway.js';
import { Receives, Sends } from '#platform/realtime/socket-messages.js';
import { MarkNotificationRead } from '../commands/mark-notification-read.js';
import { notificationsPermissions } from '../contract/index.js';
import { fromCursor, toCursor } from '../model/cursor.js';
import { NotificationStreams } from '../streams/notification-streams.js';
import { ResumeDto } from './notification.dto.js';

const id = Type.String({ format: 'uuid' });
const cursor = Type.String({ pattern: '^\\d{16}$' });

/** The live side of the inbox. */
@SocketGateway()
@Sends('notification', {
  label: 'What the user is told; unacknowledged ones come again on the next connection',
  payload: Type.Object({
    id,
    type: Type.String(),
    message: Type.String(),
    timestamp: Type.String({ format: 'date-time' }),
    data: Type.Object({}),
    cursor,
  }),
  acknowledged: true,
})
export class NotificationsGateway implements OnGatewayConnection<LiveSocket>, OnGatewayDisconnect<LiveSocket> {
  constructor(
    private readonly commands: CommandBus,
    private readonly streams: NotificationStreams,
  ) {}

  handleConnection(socket: LiveSocket): void {
    this.streams.open(socket);
  }

  handleDisconnect(socket: LiveSocket): void {
    this.streams.close(socket);
  }

  @Receives('resume', {
    label: 'Send all notifications after this one again, in order, and then what is new',
    payload: Type.Object({ after: cursor }),
    answer: Type.Object({ head: cursor }),
  })
  @Permitted(notificationsPermissions['inbox.use'])
  async resume(@ConnectedSocket() socket: LiveSocket, @MessageBody() { after }: ResumeDto): Promise<object> {
    return { head: toCursor(await this.streams.resume(socket, fromCursor(after))) };
  }

  @Receives('read-notification', { label: 'Mark a notification as read', payload: id })
  @Permitted(notificationsPermissions['inbox.use'])
  async read(@CurrentActor() actor: Actor, @MessageBody(idOf('NOTIFICATION')) notificationId: string): Promise<object> {
    await this.commands.execute(new MarkNotificationRead(actor, notificationId));
    return {};
  }
}
