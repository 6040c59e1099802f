import mercurius from 'mercurius';
import { CHARGES_BY_SESSION, COUNT_SESSIONS, ENTER_TENANT, LIST_SESSIONS, USERS_BY_ID } from '../schema.js';
import { PipelinedConnections, type TextRow } from './pipelined-connections.js';
import { bareServer, serve, settings } from './serve.js';
import { withIsoTimes } from './session-json.js';

/** B3: Mercurius with JIT; a page of sessions and all that hangs on it in two round trips, whatever the size of the page. */
const connections = await PipelinedConnections.open(settings.appRoleUrl, settings.connections);
const server = bareServer();
const enter = { name: 'enter', text: ENTER_TENANT, values: [settings.accountId] };

await server.register(mercurius, {
  jit: 1,
  schema: `
    type UserProfile { firstName: String lastName: String }
    type User { id: ID! email: String! profile: UserProfile }
    type Money { amount: String! currency: String! }
    type Charge { id: ID! status: String! amount: Money! }
    type TherapySession {
      id: ID! startsAt: String! endsAt: String! durationMinutes: Int! sessionType: String! status: String!
      patient: User therapist: User charge: Charge
    }
    type TherapySessionConnection { items: [TherapySession!]! count: Int! nextCursor: String }
    type Query { therapySessions(page: Int, pageSize: Int): TherapySessionConnection! }
  `,
  resolvers: {
    Query: {
      therapySessions: (_root: unknown, { pageSize = 20 }: { pageSize?: number }) => sessionsWithAll(pageSize),
    },
  },
});

async function sessionsWithAll(pageSize: number) {
  const [, found, counted] = await connections.transaction([
    enter,
    { name: 'list', text: LIST_SESSIONS, values: [pageSize + 1] },
    { name: 'count', text: COUNT_SESSIONS },
  ]);
  const page = found!.slice(0, pageSize).map(withIsoTimes);
  const people = [...new Set(page.flatMap(([, , , patient, therapist]) => [patient!, therapist!]))];
  const [, users, charges] = await connections.transaction([
    enter,
    { name: 'users', text: USERS_BY_ID, values: [people] },
    { name: 'charges', text: CHARGES_BY_SESSION, values: [page.map(([id]) => id)] },
  ]);
  const userById = new Map(users!.map((row) => [row[0], user(row)]));
  const chargeBySession = new Map(charges!.map((row) => [row[1], charge(row)]));
  const last = page.at(-1);
  return {
    count: Math.min(Number(counted![0]![0]), 10_000),
    nextCursor: found!.length > pageSize && last ? cursorAfter(last) : null,
    items: page.map((row) => ({
      id: row[0],
      startsAt: row[5],
      endsAt: row[6],
      durationMinutes: Number(row[7]),
      sessionType: row[8],
      status: row[9],
      patient: userById.get(row[3]!),
      therapist: userById.get(row[4]!),
      charge: chargeBySession.get(row[0]!) ?? null,
    })),
  };
}

const user = ([id, email, firstName, lastName]: TextRow) => ({ id, email, profile: { firstName, lastName } });

const charge = ([id, , status, minor, currency]: TextRow) => ({
  id,
  status,
  amount: { amount: `${minor!.slice(0, -2)}.${minor!.slice(-2)}`, currency },
});

const cursorAfter = (last: TextRow) => Buffer.from(JSON.stringify([0, last[5], last[0]])).toString('base64url');

await serve(server);
