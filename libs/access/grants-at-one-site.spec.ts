import { afterAll, beforeAll, expect, it } from 'vitest';
import { sites } from '#apps/standalone/demo-practice.js';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';

const GRANTS = '/api/v1/access/grants';
const SESSIONS = '/api/v1/therapy-sessions';
const [RIVERSIDE, HILLTOP] = sites;
const GRANT_SCOPES = ['access.grant.view', 'access.grant.manage'];

let clinic: Practice;
let admin: Client;
/** On sites, and on a session at Riverside. */
let there: string;
let here: string;
let onSession: string;
type Ask = (method: string, path: string, body?: object) => Promise<{ status: number; body: Json }>;
/** As a manager's API key that is bound to Hilltop. */
let bound: Ask;

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
  const granted = async (permission: string, objectType: string, objectId: string) => {
    const { body } = await admin.post(GRANTS, { subject: 'role:viewer', permission, objectType, objectId });
    return body.data.id as string;
  };
  there = await granted('scheduling.session.view', 'site', RIVERSIDE.id);
  here = await granted('scheduling.session.view', 'site', HILLTOP.id);
  const { results } = (await admin.get(`${SESSIONS}?siteId=${RIVERSIDE.id}&pageSize=1`)).body;
  onSession = await granted('scheduling.session.view', 'therapy_session', results[0].id);
  bound = await keyWith([...GRANT_SCOPES, 'scheduling.session.view', 'accounts.site.use'], HILLTOP.id);
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

async function keyWith(scopes: string[], siteId?: string): Promise<Ask> {
  const { key } = (await admin.post('/api/v1/auth/api-keys', { name: 'Grants', scopes, siteId })).body.data;
  return async (method, path, body) => {
    const headers = { 'x-api-key': key as string, ...(body && { 'content-type': 'application/json' }) };
    const answer = await fetch(`${clinic.url}${path}`, { method, headers, body: body && JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  };
}

it('an API key that is bound to a site lists the grants there, and counts no others', async () => {
  const { body } = await bound('GET', `${GRANTS}?pageSize=100`);
  const objects = new Set(body.results.map(({ objectId }: Json) => objectId));
  expect([[...objects], body.count]).toEqual([[HILLTOP.id], body.results.length]);
  const { data } = (await bound('POST', '/graphql', { query: '{ accessGrants { count items { id } } }' })).body;
  expect(data.accessGrants.count).toBe(body.count);
  const all = (await admin.get(`${GRANTS}?pageSize=100`)).body.results.map(({ id }: Json) => id);
  expect(all).toEqual(expect.arrayContaining([there, here, onSession]));
});

it('does not find one of another site, what it is on, or a way to revoke it', async () => {
  for (const id of [there, onSession]) {
    for (const [method, path] of [
      ['GET', `${GRANTS}/${id}`],
      ['GET', `${GRANTS}/${id}/events`],
      ['DELETE', `${GRANTS}/${id}`],
    ] as const) {
      const { status, body } = await bound(method, path);
      expect([method, path, status, body.error?.code]).toEqual([method, path, 404, 'GRANT_NOT_FOUND']);
    }
    for (const query of [
      'query ($id: ID!) { accessGrant(id: $id) { id } }',
      'mutation ($id: ID!) { revokeAccess(id: $id) { id } }',
    ]) {
      const { errors } = (await bound('POST', '/graphql', { query, variables: { id } })).body;
      expect(errors[0].extensions.code).toBe('GRANT_NOT_FOUND');
    }
    expect((await admin.get(`${GRANTS}/${id}`)).status).toBe(200);
  }
});

it('finds, tells of and revokes what is granted at its own', async () => {
  expect((await bound('GET', `${GRANTS}/${here}`)).status).toBe(200);
  expect((await bound('GET', `${GRANTS}/${here}/events`)).body.count).toBeGreaterThan(0);
  expect((await bound('DELETE', `${GRANTS}/${here}`)).status).toBe(200);
});
