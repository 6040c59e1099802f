import { describe, expect, it } from 'vitest';
import { ROLES, type Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { CreateAccount } from '../commands/create-account.js';
import { type AccountsApplication, actor, practiceForEach } from '../testing/accounts-application.js';

let app: AccountsApplication;
let accountId: string;
practiceForEach((given) => {
  ({ app, accountId } = given);
});

const patch = (body: object, role: Role = 'admin') => app.send('PATCH', '', actor(accountId, role), { body });

describe('the settings of an account', () => {
  it('are changed by those who manage it, and each change is told', async () => {
    const changes = {
      name: 'Riverside Practice',
      slug: `riverside-${newId().slice(-12)}`,
      locale: 'de-AT',
      timeZone: 'Europe/Vienna',
      selfRegistration: true,
    };
    const { status, body } = await patch({ ...changes, retention: [{ objectType: 'therapy_session', days: 30 }] });
    expect([status, body.data]).toEqual([
      200,
      expect.objectContaining({ ...changes, retention: [{ objectType: 'therapy_session', days: 30 }] }),
    ]);
    const events = await app.eventsOf(accountId);
    expect(events.at(-1)).toEqual({
      type: 'account.updated',
      account_id: accountId,
      data: { accountId, changed: [...Object.keys(changes), 'retentionDays'] },
    });
    await patch(changes);
    expect(await app.eventsOf(accountId)).toHaveLength(events.length);
  });

  it('keep windows that were not named, and lose one that is null', async () => {
    await patch({
      retention: [
        { objectType: 'document', days: 7 },
        { objectType: 'therapy_session', days: 30 },
      ],
    });
    const { body } = await patch({ retention: [{ objectType: 'document', days: null }] });
    expect(body.data.retention).toEqual([{ objectType: 'therapy_session', days: 30 }]);
  });

  it.each([
    ['locale', 'not a language'],
    ['timeZone', 'Mars/Olympus'],
    ['slug', 'No Spaces'],
    ['siteAccess', 'nobody'],
    ['selfRegistration', 'yes'],
    ['plan', 'enterprise'],
  ])('refuse %s "%s"', async (field, value) => {
    const { status, body } = await patch({ [field]: value });
    expect([status, Object.keys(body.error.details.fields)]).toEqual([422, [field]]);
  });

  it('refuse windows that are none', async () => {
    for (const window of [
      { objectType: 'Document', days: 7 },
      { objectType: 'document', days: 0 },
    ]) {
      expect((await patch({ retention: [window] })).status).toBe(422);
    }
  });

  it('refuse a short name that another account has', async () => {
    const slug = `taken-${newId().slice(-12)}`;
    const other = await app.practice();
    await app.send('PATCH', '', actor(other.accountId, 'owner'), { body: { slug } });
    const { status, body } = await patch({ slug });
    expect([status, body.error.code]).toEqual([409, 'ACCOUNT_SLUG_CONFLICT']);
  });

  it.each(ROLES.filter((role) => !['developer', 'owner', 'admin', 'system'].includes(role)))(
    'are not changed by a %s',
    async (role) => {
      for (const [method, path, body] of [
        ['PATCH', '', { name: 'Mine' }],
        ['PUT', '/plan', { plan: 'starter' }],
        ['GET', '/plans', undefined],
        ['POST', '/sites', { name: 'Mine', timeZone: 'UTC' }],
      ] as const) {
        const answer = await app.send(method, path, actor(accountId, role), { body });
        expect([answer.status, answer.body.error.code]).toEqual([403, 'PERMISSION_DENIED']);
      }
    },
  );

  it('are changed over GraphQL as over REST', async () => {
    const mutation = `mutation { updateAccount(input: { name: "Renamed", retention: [{ objectType: "document", days: 3 }] }) {
      name retention { objectType days } } }`;
    expect((await app.graphql(mutation, accountId, 'owner')).data.updateAccount).toEqual({
      name: 'Renamed',
      retention: [{ objectType: 'document', days: 3 }],
    });
    expect((await app.graphql(mutation, accountId)).errors[0].extensions.code).toBe('PERMISSION_DENIED');
  });
});

describe('deleting an account', () => {
  it('lets nobody in any more', async () => {
    expect((await app.send('DELETE', '', actor(accountId, 'developer'))).status).toBe(200);
    for (const role of ['owner', 'patient'] as const) {
      expect((await app.get('', accountId, role)).body.error.code).toBe('ACCOUNT_REQUIRED');
    }
    expect((await app.eventsOf(accountId)).at(-1)?.type).toBe('account.deleted');
    const revived = await app.send('PUT', '/plan-state', actor(accountId, 'developer'), { body: { state: 'active' } });
    expect([revived.status, revived.body.error.code]).toEqual([404, 'ACCOUNT_NOT_FOUND']);
  });

  it('is not for owners', async () => {
    expect((await app.send('DELETE', '', actor(accountId, 'owner'))).status).toBe(403);
  });

  it('is refused for a system account', async () => {
    const id = newId();
    await app.commands.execute(new CreateAccount('Operations', id, { system: true }));
    const { status, body } = await app.send('DELETE', '', actor(id, 'system'));
    expect([status, body.error.code]).toEqual([409, 'SYSTEM_ACCOUNT_CONFLICT']);
    expect((await app.get('', id, 'system')).status).toBe(200);
  });
});
