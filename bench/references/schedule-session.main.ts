import { type BookingBody, bookByHand } from './booking.js';
import { PipelinedConnections } from './pipelined-connections.js';
import { bareServer, newRequestId, sendJson, serve, settings } from './serve.js';
import { sessionJson } from './session-json.js';

/** B4: the same rows in one hand-written transaction; nothing is validated but what the table's constraints check. */
const connections = await PipelinedConnections.open(settings.appRoleUrl, settings.connections);
const server = bareServer();

server.post<{ Body: BookingBody }>('/api/v1/therapy-sessions', async (request, reply) => {
  const session = await bookByHand(connections, settings.accountId, request.body);
  const requestId = newRequestId();
  reply.code(201);
  return sendJson(reply, requestId, `{"success":true,"data":${sessionJson(session)},"requestId":"${requestId}"}`);
});

await serve(server);
