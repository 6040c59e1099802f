import { COUNT_SESSIONS, ENTER_TENANT, LIST_SESSIONS, LIST_SESSIONS_AFTER } from '../schema.js';
import { PipelinedConnections, type Statement, type TextRow } from './pipelined-connections.js';
import { bareServer, newRequestId, sendJson, serve, settings } from './serve.js';
import { sessionJson, withIsoTimes } from './session-json.js';

/** B1: the list by bare Fastify and pg. Same statements in the same tenant transaction, same body; no token is verified. */
const connections = await PipelinedConnections.open(settings.appRoleUrl, settings.connections);
const server = bareServer();

server.get<{ Querystring: { pageSize?: string; cursor?: string } }>(
  '/api/v1/therapy-sessions',
  async (request, reply) => {
    const pageSize = Math.min(Number(request.query.pageSize ?? 20), 100);
    const [, found, counted] = await connections.transaction([
      { name: 'enter', text: ENTER_TENANT, values: [settings.accountId] },
      listStatement(pageSize + 1, request.query.cursor),
      { name: 'count', text: COUNT_SESSIONS },
    ]);
    const requestId = newRequestId();
    return sendJson(reply, requestId, listJson(found!, Number(counted![0]![0]), pageSize, requestId));
  },
);

function listStatement(rows: number, cursor: string | undefined): Statement {
  if (!cursor) return { name: 'list', text: LIST_SESSIONS, values: [rows] };
  const [, startsAt, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [number, string, string];
  return { name: 'list after', text: LIST_SESSIONS_AFTER, values: [rows, startsAt, id] };
}

function listJson(found: TextRow[], counted: number, pageSize: number, requestId: string): string {
  const page = found.slice(0, pageSize).map(withIsoTimes);
  const next = found.length > pageSize ? `"${nextUrl(page.at(-1)!, pageSize)}"` : 'null';
  return (
    `{"success":true,"count":${Math.min(counted, 10_000)},"countExact":${counted <= 10_000},"next":${next},"previous":null,` +
    `"results":[${page.map(sessionJson).join(',')}],"requestId":"${requestId}"}`
  );
}

function nextUrl(last: TextRow, pageSize: number): string {
  const cursor = Buffer.from(JSON.stringify([0, last[5], last[0]])).toString('base64url');
  return `/api/v1/therapy-sessions?pageSize=${pageSize}&cursor=${cursor}`;
}

await serve(server);
