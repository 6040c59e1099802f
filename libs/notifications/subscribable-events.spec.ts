import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';
import { SUBSCRIBABLE } from './reactions/tell-subscribers-when-something-happens.js';

const SUBSCRIPTIONS = '/api/v1/notifications/subscriptions';

let clinic: Practice;
let admin: Client;

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const told = async (client: Client, type: string): Promise<string[]> => {
  await clinic.settled();
  const { results } = (await client.get(`/api/v1/notifications?type=${type}`)).body;
  return results.map(({ data }: Json) => data.target.id);
};

it('every type of event that the catalogue calls subscribable can be subscribed to, and no other', async () => {
  const { results } = (await admin.get('/api/v1/system/event-types')).body;
  const taken: string[] = [];
  for (const { type } of results) {
    const { status } = await admin.post(SUBSCRIPTIONS, { eventType: type });
    if (status === 201) taken.push(type);
    else expect([type, status]).toEqual([type, 422]);
  }
  const flagged = results.filter(({ subscribable }: Json) => subscribable).map(({ type }: Json) => type);
  expect(taken).toEqual(flagged);
  expect(SUBSCRIBABLE.map(({ type }) => type).sort()).toEqual([...flagged].sort());
  expect(taken.length).toBeGreaterThan(50);
  expect(taken.filter((type) => type.startsWith('notification'))).toEqual([]);
});

it('is told of what happens to groups, sites, grants and the account', async () => {
  const { id } = (await admin.post('/api/v1/groups', { name: 'Night shift', roles: [] })).body.data;
  await admin.delete(`/api/v1/groups/${id}`);
  expect(await told(admin, 'group.created')).toEqual([id]);
  expect(await told(admin, 'group.deleted')).toEqual([id]);
  const accountId = (await admin.get('/api/v1/account')).body.data.id;
  await admin.patch('/api/v1/account', { name: 'Renamed Practice' });
  expect(await told(admin, 'account.updated')).toEqual([accountId]);
  const granted = await admin.post('/api/v1/access/grants', {
    subject: `user:${clinic.id('jonas')}`,
    permission: 'identity.user.view',
    objectType: 'user',
    objectId: clinic.id('lena'),
  });
  expect(granted.status).toBe(201);
  expect(await told(admin, 'access.granted')).toEqual([clinic.id('lena')]);
});

it('and is not told of others’ credentials, though they see the users', async () => {
  const viewer = await clinic.as('reception');
  for (const eventType of ['user.locked', 'user.unlocked', 'user.updated']) {
    expect((await viewer.post(SUBSCRIPTIONS, { eventType })).status).toBe(201);
  }
  await admin.post(`/api/v1/users/${clinic.id('lena')}/unlock`, {});
  await admin.patch(`/api/v1/users/${clinic.id('lena')}`, { profile: { firstName: 'Lena-Marie' } });
  expect(await told(admin, 'user.unlocked')).toEqual([clinic.id('lena')]);
  expect(await told(viewer, 'user.updated')).toEqual([clinic.id('lena')]);
  expect(await told(viewer, 'user.unlocked')).toEqual([]);
});
