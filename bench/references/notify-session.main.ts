import { Server } from 'socket.io';
import { v7 } from 'uuid';
import { type BookingBody, bookByHand } from './booking.js';
import { PipelinedConnections } from './pipelined-connections.js';
import { bareServer, newRequestId, sendJson, serve, settings } from './serve.js';
import { sessionJson } from './session-json.js';

/** B5: the rows in one transaction, and as soon as it is committed the message, straight to the room. */
const connections = await PipelinedConnections.open(settings.appRoleUrl, settings.connections);
const server = bareServer();
const sockets = new Server(server.server, { path: '/socket.io' });

sockets.on('connection', (socket) => socket.join('therapist'));

server.post<{ Body: BookingBody }>('/api/v1/therapy-sessions', async (request, reply) => {
  const session = await bookByHand(connections, settings.accountId, request.body);
  sockets.to('therapist').emit('notification', {
    id: v7(),
    type: 'therapy_session.scheduled',
    message: 'Therapy session scheduled',
    timestamp: new Date().toISOString(),
    data: { sessionId: session[0] },
    cursor: '1',
  });
  const requestId = newRequestId();
  reply.code(201);
  return sendJson(reply, requestId, `{"success":true,"data":${sessionJson(session)},"requestId":"${requestId}"}`);
});

await serve(server);
