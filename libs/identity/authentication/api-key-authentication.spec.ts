import { describe, expect, it } from 'vitest';
import { Authentication } from '#platform/http/authentication.js';
import { Doors, KEYS } from '../testing/doors.js';
import { type IdentityApplication } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';

let app: IdentityApplication;
let accountId: string;
identityForAll((identity) => {
  ({ app, accountId } = identity);
});

const { inject, me, whoIs, keyOf } = new Doors(() => app);

describe('an API key', () => {
  it('is kept as a hash and shown once', async () => {
    const user = await app.signedIn({ accountId });
    const { id, key, prefix } = await keyOf(user);
    expect(key).toMatch(/^praxis_[0-9a-f]{8}_[\w-]{43}$/);
    expect(key.startsWith(prefix)).toBe(true);
    const [kept] = await app.sql('select * from identity.api_key where id = $1', [id]);
    expect(JSON.stringify(kept)).not.toContain(key.slice(-20));
    const { body } = await user.get(KEYS);
    expect(JSON.stringify(body)).not.toContain(key.slice(-20));
    expect(body.results[0]).toMatchObject({ id, prefix, name: 'Export', lastUsedAt: null });
    expect(app.log.join()).not.toContain(key.slice(-20));
    const events = await app.sql<{ data: object }>('select data from messaging.event where target_id = $1', [id]);
    expect(events).toHaveLength(1);
    expect(JSON.stringify(events)).not.toContain(key.slice(-20));
  });

  it('opens no more than its scopes, whatever its user may', async () => {
    const admin = await app.signedIn({ accountId });
    const { key } = await keyOf(admin, { scopes: ['identity.user.view'] });
    const headers = { 'x-api-key': key };
    expect((await inject('GET', '/api/v1/users', headers)).statusCode).toBe(200);
    expect((await inject('GET', '/api/v1/groups', headers)).statusCode).toBe(403);
    const user = { email: 'new.by.key@example.test', password: 'a long enough one' };
    expect((await inject('POST', '/api/v1/users', headers, user)).statusCode).toBe(403);
    const other = await app.member({ accountId, roles: ['patient'] });
    const change = await inject('PATCH', `/api/v1/users/${other.id}`, headers, { roles: ['admin'] });
    expect(change.statusCode).toBe(403);
    const own = await inject('PATCH', `/api/v1/users/${admin.member.id}`, headers, { profile: { firstName: 'X' } });
    expect(own.statusCode).toBe(403);
  });

  it('tells no history beyond its scopes: not of keys, and not of all that its user did', async () => {
    const admin = await app.signedIn({ accountId });
    const narrow = await keyOf(admin, { scopes: ['identity.user.view'] });
    const wide = await keyOf(admin, { scopes: ['identity.api_key.manage', 'platform.history.view'] });
    const read = async ({ key }: { key: string }, query: string) =>
      (await inject('GET', `/api/v1/events?${query}`, { 'x-api-key': key })).statusCode;
    const [ofKey, byUser] = [`targetType=api_key&targetId=${wide.id}`, `actorId=${admin.member.id}`];
    expect([await read(narrow, ofKey), await read(narrow, byUser)]).toEqual([403, 403]);
    expect([await read(wide, ofKey), await read(wide, byUser)]).toEqual([200, 200]);
    expect(await read(narrow, `targetType=user&targetId=${admin.member.id}`)).toBe(200);
    const patient = await app.signedIn({ accountId, roles: ['patient'] });
    const own = await keyOf(patient, { scopes: ['identity.user.view'] });
    expect(await read(own, `actorId=${patient.member.id}`)).toBe(403);
    for (const id of [patient.member.id, patient.member.id.toUpperCase()]) {
      expect((await patient.get(`/api/v1/events?actorId=${id}`)).status).toBe(200);
    }
  });

  it('opens no more than its user may, whatever its scopes', async () => {
    const patient = await app.signedIn({ accountId, roles: ['patient'] });
    const { key } = await keyOf(patient, { scopes: ['identity.group.view', 'identity.user.view'] });
    expect((await inject('GET', '/api/v1/groups', { 'x-api-key': key })).statusCode).toBe(403);
    const { results } = (await inject('GET', '/api/v1/users', { 'x-api-key': key })).json();
    expect(results.map(({ id }: { id: string }) => id)).toEqual([patient.member.id]);
  });

  it('makes and revokes no keys, and ends no sign-ins', async () => {
    const user = await app.signedIn({ accountId });
    const scopes = ['identity.api_key.manage', 'identity.sign_in.manage'];
    const { id, key } = await keyOf(user, { scopes });
    const headers = { 'x-api-key': key };
    expect((await inject('POST', KEYS, headers, { name: 'Another', scopes })).statusCode).toBe(403);
    expect((await inject('DELETE', `${KEYS}/${id}`, headers)).statusCode).toBe(403);
    expect((await inject('DELETE', '/api/v1/auth/sessions', headers)).statusCode).toBe(403);
    expect(await me(headers)).toBe(200);
  });

  it('is out with its next request when it was revoked', async () => {
    const user = await app.signedIn({ accountId });
    const { id, key } = await keyOf(user);
    expect(await me({ 'x-api-key': key })).toBe(200);
    expect((await user.delete(`${KEYS}/${id}`)).status).toBe(200);
    expect(await me({ 'x-api-key': key })).toBe(401);
    expect((await user.delete(`${KEYS}/${id}`)).body.error.code).toBe('API_KEY_NOT_FOUND');
    expect((await user.get(`${KEYS}?userId=${user.member.id}`)).body.results).toEqual([]);
  });

  it('that was revoked while it was looked up is refused by the database', async () => {
    const user = await app.signedIn({ accountId });
    const { id, key } = await keyOf(user);
    const actor = await app.nest.get(Authentication).authenticate({ headers: { 'x-api-key': key } });
    await user.delete(`${KEYS}/${id}`);
    const voided = await app.sql('select from platform.cutoff where subject = $1 and issued_until >= $2', [
      actor?.signInId,
      actor?.issuedAt,
    ]);
    expect(voided).toHaveLength(1);
  });

  it('is out when it has expired', async () => {
    const user = await app.signedIn({ accountId });
    const { id, key } = await keyOf(user, { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await me({ 'x-api-key': key })).toBe(200);
    await app.sql(`update identity.api_key set expires_at = now() - interval '1 second' where id = $1`, [id]);
    expect(await me({ 'x-api-key': key })).toBe(401);
  });

  it('has its last use written, once a minute at most', async () => {
    const user = await app.signedIn({ accountId });
    const { id, key } = await keyOf(user);
    const lastUse = async () => (await user.get(`${KEYS}/${id}`)).body.data.lastUsedAt;
    await Promise.all(Array.from({ length: 8 }, () => me({ 'x-api-key': key })));
    const first = await lastUse();
    expect(first).not.toBeNull();
    await me({ 'x-api-key': key });
    expect(await lastUse()).toBe(first);
    await app.sql(`update identity.api_key set last_used_at = now() - interval '2 minutes' where id = $1`, [id]);
    await me({ 'x-api-key': key });
    expect((await lastUse()) > first).toBe(true);
  });

  it('is for a site of the account, a year at most, and for permissions that there are', async () => {
    const user = await app.signedIn({ accountId });
    const wrong = async (wanted: object) =>
      (await user.post(KEYS, { name: 'x', scopes: ['identity.user.view'], ...wanted })).body.error;
    expect((await wrong({ siteId: '01900000-0000-7000-8000-000000000099' })).code).toBe('SITE_NOT_FOUND');
    expect((await wrong({ scopes: ['identity.user.fly'] })).details.fields.scopes).toEqual([
      'there is no permission "identity.user.fly"',
    ]);
    expect((await wrong({ scopes: [] })).code).toBe('VALIDATION_FAILED');
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    expect((await wrong({ expiresAt: inDays(366) })).code).toBe('VALIDATION_FAILED');
    expect((await wrong({ expiresAt: inDays(-1) })).code).toBe('VALIDATION_FAILED');
  });

  it('bound to a site says so to whatever comes after', async () => {
    const user = await app.signedIn({ accountId });
    const siteId = '01900000-0000-7000-8000-0000000000aa';
    app.accounts.sites.set(siteId, { id: siteId, name: 'S', timeZone: 'Europe/Berlin', address: '', sectorIds: [] });
    const { key } = await keyOf(user, { siteId });
    expect(await app.nest.get(Authentication).authenticate({ headers: { 'x-api-key': key } })).toMatchObject({
      siteId,
      credential: 'api_key',
    });
  });

  it('is seen by its user and by managers, and made for somebody by managers only', async () => {
    const [admin, therapist] = [
      await app.signedIn({ accountId }),
      await app.signedIn({ accountId, roles: ['therapist'] }),
    ];
    const stranger = await app.signedIn({ accountId: await app.account() });
    const { id } = await keyOf(therapist);
    const other = await app.signedIn({ accountId, roles: ['therapist'] });
    expect((await admin.get(`${KEYS}/${id}`)).status).toBe(200);
    for (const nosy of [other, stranger]) {
      expect((await nosy.get(`${KEYS}/${id}`)).body.error.code).toBe('API_KEY_NOT_FOUND');
      expect((await nosy.delete(`${KEYS}/${id}`)).body.error.code).toBe('API_KEY_NOT_FOUND');
    }
    const forTherapist = { name: 'x', scopes: ['identity.user.view'], userId: therapist.member.id };
    expect((await other.post(KEYS, forTherapist)).status).toBe(403);
    const made = await admin.post(KEYS, forTherapist);
    expect(await whoIs({ 'x-api-key': made.body.data.key })).toBe(therapist.member.id);
    const developer = await app.member({ accountId, roles: ['developer'] });
    expect((await admin.post(KEYS, { ...forTherapist, userId: developer.id })).status).toBe(403);
  });

  it('can be made and revoked by GraphQL', async () => {
    const user = await app.signedIn({ accountId });
    const made = await user.graphql(
      'mutation { createApiKey(input: { name: "G", scopes: ["identity.user.view"] }) { key apiKey { id prefix actions { name } } } }',
    );
    const { key, apiKey } = made.data.createApiKey;
    expect(await me({ 'x-api-key': key })).toBe(200);
    const revoked = await user.graphql('mutation ($id: ID!) { revokeApiKey(id: $id) { id events { type } } }', {
      id: apiKey.id,
    });
    expect(revoked.data.revokeApiKey.events.map(({ type }: { type: string }) => type)).toEqual([
      'api_key.revoked',
      'api_key.created',
    ]);
    expect(await me({ 'x-api-key': key })).toBe(401);
  });
});
