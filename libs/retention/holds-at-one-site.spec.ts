import { afterAll, beforeAll, expect, it } from 'vitest';
import { sites } from '#apps/standalone/demo-practice.js';
import { type Json, type Practice, practice } from '#test/support/practice.js';
import { deletedSession } from './testing/sessions-to-delete.js';

const HOLDS = '/api/v1/system/legal-holds';
const [RIVERSIDE, HILLTOP] = sites;

let clinic: Practice;
/** On sessions that were deleted, one at each site. */
let there: string;
let here: string;
let riversideSession: string;
/** As a manager's API key that is bound to Hilltop. */
let bound: (method: string, path: string, body?: object) => Promise<{ status: number; body: Json }>;

beforeAll(async () => {
  clinic = await practice();
  const admin = await clinic.as('admin');
  riversideSession = await deletedSession(clinic, { siteId: RIVERSIDE.id });
  const hilltopSession = await deletedSession(clinic, { siteId: HILLTOP.id });
  const hold = async (objectId: string) =>
    (await admin.post(HOLDS, { objectType: 'therapy_session', objectId, reason: `Case ${objectId}` })).body.data.id;
  there = await hold(riversideSession);
  here = await hold(hilltopSession);
  const scopes = ['retention.legal-hold.manage', 'retention.purge.preview', 'scheduling.session.view'];
  const made = await admin.post('/api/v1/auth/api-keys', { name: 'Hilltop', scopes, siteId: HILLTOP.id });
  const key = { 'x-api-key': made.body.data.key as string };
  bound = async (method, path, body) => {
    const headers = { ...key, ...(body && { 'content-type': 'application/json' }) };
    const answer = await fetch(`${clinic.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  };
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const idsOf = (list: Json): string[] => list.map(({ id }: Json) => id);

it('an API key that is bound to a site lists the holds there, and counts no others', async () => {
  const all = (await (await clinic.as('admin')).get(HOLDS)).body.results;
  expect(idsOf(all)).toEqual(expect.arrayContaining([there, here]));
  const { body } = await bound('GET', HOLDS);
  expect([idsOf(body.results), body.count]).toEqual([[here], 1]);
  const { data } = (await bound('POST', '/graphql', { query: '{ legalHolds { count items { id } } }' })).body;
  expect(data.legalHolds).toEqual({ count: 1, items: [{ id: here }] });
});

it('does not find one of another site, its history or a way to lift it', async () => {
  for (const [method, path] of [
    ['GET', `${HOLDS}/${there}`],
    ['GET', `${HOLDS}/${there}/events`],
    ['DELETE', `${HOLDS}/${there}`],
  ] as const) {
    const { status, body } = await bound(method, path);
    expect([method, path, status, body.error?.code]).toEqual([method, path, 404, 'LEGAL_HOLD_NOT_FOUND']);
  }
  const query = 'query ($id: ID!) { legalHold(id: $id) { id } }';
  const { errors } = (await bound('POST', '/graphql', { query, variables: { id: there } })).body;
  expect(errors[0].extensions.code).toBe('LEGAL_HOLD_NOT_FOUND');
  const history = await bound('GET', `/api/v1/events?targetType=legal_hold&targetId=${there}`);
  expect(history.status).toBe(403);
});

it('is told nothing of the sessions of other sites by the preview, and what is kept at its own', async () => {
  const { body } = await bound('GET', '/api/v1/system/retention/preview?at=2099-01-01T00:00:00.000Z');
  const text = JSON.stringify(body);
  expect([text.includes(there), text.includes(riversideSession), text.includes(here)]).toEqual([false, false, true]);
  const all = await (await clinic.as('admin')).get('/api/v1/system/retention/preview?at=2099-01-01T00:00:00.000Z');
  expect(JSON.stringify(all.body)).toContain(there);
});

it('finds, tells of and lifts what is held at its own', async () => {
  expect((await bound('GET', `${HOLDS}/${here}`)).status).toBe(200);
  expect((await bound('GET', `${HOLDS}/${here}/events`)).body.results).toHaveLength(1);
  expect((await bound('GET', `/api/v1/events?targetType=legal_hold&targetId=${here}`)).status).toBe(200);
  expect((await bound('DELETE', `${HOLDS}/${here}`)).status).toBe(200);
});
