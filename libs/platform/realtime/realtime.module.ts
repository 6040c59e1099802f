import { Global, Module } from '@nestjs/common';
import { LiveConnections } from './live-connections.js';
import { ObjectWatches } from './object-watches.js';
import { SignInWatch } from './sign-in-watch.js';
import { SocketHandshake } from './socket-handshake.js';
import { socketMessagesOf } from './socket-messages.js';
import { TaskProgressToSockets } from './task-progress-to-sockets.js';
import { WatchGateway } from './watch.gateway.js';

/** What travels over sockets without any context's doing; for the AsyncAPI document. */
export const platformSocketMessages = () => socketMessagesOf([WatchGateway, TaskProgressToSockets]);

/** Live connections over socket.io, for processes that serve. The application also calls `installRealtime`. */
@Global()
@Module({
  providers: [LiveConnections, SocketHandshake, SignInWatch, ObjectWatches, WatchGateway, TaskProgressToSockets],
  exports: [LiveConnections],
})
export class RealtimeModule {}
