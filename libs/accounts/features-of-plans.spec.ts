import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sites } from '#apps/standalone/demo-practice.js';
import { newId } from '#platform/context/ids.js';
import { type Answer, type Client, type Json, type Practice, practice } from '#test/support/practice.js';
import { FEATURES, type Feature } from './contract/index.js';
import { OPENED_BY } from './model/opened-by-features.js';

let clinic: Practice;
let admin: Client;
beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());
afterEach(() => plan('self_hosted'));

const plan = (name: string) =>
  clinic.owner.query('update accounts.account set plan = $1 where id = $2', [name, sites[0].accountId]);

interface Attempt {
  /** What is sent to where the feature leads, another each time. */
  readonly body: () => Record<string, unknown>;
  /** The mutation that does the same. */
  readonly mutation: string;
  /** What was made with the feature is as good as ever without it. */
  readonly goesOn: (made: Json) => Promise<void>;
}

const session = { type: 'therapy_session', id: '' };

/** Each listed feature, refused: a new one does not compile without an entry. */
const ATTEMPTS: Readonly<Record<Feature, Attempt>> = {
  groups: {
    // Without roles: whoever gets one by a group takes a seat, of which the smaller plan has too few.
    body: () => ({ name: `Deputies ${newId()}`, roles: [] }),
    mutation: 'mutation ($input: CreateGroupInput!) { made: createGroup(input: $input) { id } }',
    goesOn: async ({ id }) => {
      expect((await admin.patch(`/api/v1/groups/${id}`, { name: `Renamed ${id}` })).status).toBe(200);
      const member = new URL(`/api/v1/groups/${id}/members/${clinic.id('therapist')}`, clinic.url);
      const headers = { authorization: `Bearer ${admin.token}` };
      expect((await fetch(member, { method: 'PUT', headers })).status).toBe(200);
      expect((await admin.delete(`/api/v1/groups/${id}`)).status).toBe(200);
    },
  },
  api_keys: {
    body: () => ({ name: 'Calendar', scopes: ['accounts.account.view'] }),
    mutation: 'mutation ($input: CreateApiKeyInput!) { made: createApiKey(input: $input) { key } }',
    goesOn: async ({ id, key }) => {
      expect((await clinic.anonymous().get('/api/v1/account', { 'x-api-key': key })).status).toBe(200);
      expect((await admin.delete(`/api/v1/auth/api-keys/${id}`)).status).toBe(200);
    },
  },
  object_access: {
    body: () => ({
      subject: `user:${clinic.id('jonas')}`,
      permission: 'scheduling.session.view',
      objectType: session.type,
      objectId: session.id,
    }),
    mutation: 'mutation ($input: AccessGrantInput!) { made: grantAccess(input: $input) { id } }',
    goesOn: async ({ id }) => {
      const seen = async () => (await (await clinic.as('jonas')).get(`/api/v1/therapy-sessions/${session.id}`)).status;
      expect(await seen()).toBe(200);
      expect((await admin.delete(`/api/v1/access/grants/${id}`)).status).toBe(200);
      expect(await seen()).toBe(404);
    },
  },
};

beforeAll(async () => {
  session.id = (await admin.post('/api/v1/therapy-sessions', clinic.booking())).body.data.id;
});

const make = (feature: Feature): Promise<Answer> =>
  admin.post(OPENED_BY[feature].action.href, ATTEMPTS[feature].body());
const makeByGraphql = async (feature: Feature): Promise<Json> =>
  (await admin.graphql(ATTEMPTS[feature].mutation, { input: ATTEMPTS[feature].body() })).body;
const actionsOf = async (client: Client, headers?: Record<string, string>): Promise<Json[]> =>
  (await client.get('/api/v1/account', headers)).body.data.actions;

describe('the features of a plan', () => {
  it('are tried below, each of them', () => {
    expect(Object.keys(ATTEMPTS).sort()).toEqual([...FEATURES].sort());
    expect(FEATURES.length).toBeGreaterThan(0);
  });

  it.each(FEATURES)('let %s be made, and are offered where they do', async (feature) => {
    expect(await actionsOf(admin)).toContainEqual(OPENED_BY[feature].action);
    const byRest = await make(feature);
    expect([byRest.status, OPENED_BY[feature].action.method]).toEqual([201, 'POST']);
    expect(await makeByGraphql(feature)).toMatchObject({ data: { made: {} } });
  });

  it.each(FEATURES)('are needed for %s, over REST and GraphQL', async (feature) => {
    await plan('starter');
    const refusal = { code: 'FEATURE_NOT_IN_PLAN', details: { feature, plan: 'starter' } };
    const { status, body } = await make(feature);
    expect([status, body.error]).toMatchObject([403, refusal]);
    const { data, errors } = await makeByGraphql(feature);
    expect(data?.made ?? null).toBeNull();
    expect(errors[0].extensions).toMatchObject(refusal);
    expect(await actionsOf(admin)).not.toContainEqual(OPENED_BY[feature].action);
  });

  it.each(FEATURES)('when they end, leave what there is of %s as it was', async (feature) => {
    const { body } = await make(feature);
    await plan('starter');
    await ATTEMPTS[feature].goesOn(body.data);
  });

  it('are shown to everybody by the account, over REST and GraphQL', async () => {
    const patient = await clinic.as('patient');
    const shown = async () => {
      const { body } = await patient.get('/api/v1/account');
      const byGraphql = await patient.graphql('{ account { features actions { name method href } } }');
      expect(byGraphql.body.data.account).toEqual({ features: body.data.features, actions: body.data.actions });
      return body.data.features;
    };
    expect(await shown()).toEqual([...FEATURES]);
    await plan('practice');
    expect(await shown()).toEqual(['groups', 'api_keys']);
    await plan('starter');
    expect(await shown()).toEqual([]);
  });

  it('are offered to those who may use them', async () => {
    const names = async (client: Client, headers?: Record<string, string>) => {
      const offered = Object.values(OPENED_BY).map(({ action }) => action.name);
      return (await actionsOf(client, headers)).map(({ name }) => name).filter((name) => offered.includes(name));
    };
    expect(await names(admin)).toEqual(['create-group', 'create-api-key', 'grant-access']);
    expect(await names(await clinic.as('patient'))).toEqual(['create-api-key']);
    const scopes = ['accounts.account.view', 'identity.group.manage', 'identity.api_key.manage'];
    const { body } = await admin.post('/api/v1/auth/api-keys', { name: 'Groups', scopes });
    expect(await names(clinic.anonymous(), { 'x-api-key': body.data.key })).toEqual(['create-group']);
  });
});
