import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor, Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { VisibilityRegistry } from '#platform/visibility/object-visibility.js';
import { until } from '#test/support/until.js';
import { SeatKeeper } from '../commands/seat-keeper.js';
import { SitesOfAccount } from '../queries/sites-of-account.js';
import { type AccountsApplication, actor, practiceForEach, within } from '../testing/accounts-application.js';

let app: AccountsApplication;
let accountId: string;
let siteId: string;
let hilltop: string;
practiceForEach((given) => {
  ({ app, accountId, siteId } = given);
});

const manager = () => actor(accountId, 'owner');
const member = async (role: Role): Promise<Actor> => {
  const made = actor(accountId, role);
  await app.nest.get(SeatKeeper, { strict: false }).reserve(accountId, made.userId, [role]);
  return made;
};
const listOnly = (siteAccess = 'listed') => app.send('PATCH', '', manager(), { body: { siteAccess } });
const sitesOf = async (who: Actor) =>
  (await app.send('GET', '/sites', who)).body.results.map(({ name }: { name: string }) => name);
const grant = (who: Actor, site = siteId) => app.send('PUT', `/sites/${site}/access/${who.userId}`, manager());
const revoke = (who: Actor, site = siteId) => app.send('DELETE', `/sites/${site}/access/${who.userId}`, manager());
const directory = () => app.nest.get(SitesOfAccount, { strict: false });

beforeEach(async () => {
  hilltop = (await app.send('POST', '/sites', manager(), { body: { name: 'Hilltop', timeZone: 'UTC' } })).body.data.id;
});

describe('who may use a site', () => {
  it('is everybody of the account until its rule says otherwise, and after it does so again', async () => {
    const patient = await member('patient');
    expect(await sitesOf(patient)).toEqual(['Hilltop', 'Riverside']);
    await listOnly();
    expect(await sitesOf(patient)).toEqual([]);
    await listOnly('everyone');
    expect(await sitesOf(patient)).toEqual(['Hilltop', 'Riverside']);
  });

  it('changes after who is changing one of the sites, and is not in their way', async () => {
    await app.owner.query('begin');
    await app.owner.query('select from accounts.site where id = $1 for update', [hilltop]);
    const listed = listOnly();
    await until('it waits', async () => {
      const { rows } = await app.owner.query(
        'select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))',
      );
      return rows.length > 0;
    });
    // Moves on what is remembered of the account, as every change to a site does.
    await app.owner.query(`update accounts.site set address = 'Elsewhere' where id = $1`, [hilltop]);
    await app.owner.query('commit');
    expect((await listed).status).toBe(200);
    expect(await sitesOf(await member('patient'))).toEqual([]);
  });

  it('is for those to list who are offered it as an action of the site', async () => {
    await listOnly();
    const patient = await member('patient');
    const actionOf = async (who: Actor) => {
      const { actions } = (await app.send('GET', `/sites/${siteId}`, who)).body.data;
      return actions.find(({ name }: { name: string }) => name === 'grant-access');
    };
    const action = await actionOf(manager());
    expect(action).toEqual({ name: 'grant-access', method: 'POST', href: `/api/v1/account/sites/${siteId}/access` });
    expect(await actionOf(actor(accountId, 'editor'))).toBeUndefined();
    const path = action.href.replace('/api/v1/account', '');
    const { status, body } = await app.send('POST', path, manager(), { body: { userId: patient.userId } });
    expect([status, body.data]).toEqual([200, { siteId, userId: patient.userId, actions: [expect.anything()] }]);
    expect(await sitesOf(patient)).toEqual(['Riverside']);
  });

  it.each(['therapist', 'patient', 'viewer'] as const)('is a %s who is listed for it, from then on', async (role) => {
    await listOnly();
    const who = await member(role);
    expect((await grant(who)).status).toBe(200);
    expect(await sitesOf(who)).toEqual(['Riverside']);
    expect((await app.send('GET', `/sites/${siteId}`, who)).status).toBe(200);
    for (const path of ['', '/events', '/sectors']) {
      const { status, body } = await app.send('GET', `/sites/${hilltop}${path}`, who);
      expect([status, body.error.code]).toEqual([404, 'SITE_NOT_FOUND']);
    }
    expect((await revoke(who)).status).toBe(200);
    expect(await sitesOf(who)).toEqual([]);
  });

  it.each(['developer', 'owner', 'admin', 'editor', 'system'] as const)('is a %s, listed or not', async (role) => {
    await listOnly();
    expect(await sitesOf(actor(accountId, role))).toEqual(['Hilltop', 'Riverside']);
  });

  it('is told, with the user, and once only', async () => {
    const patient = await member('patient');
    await grant(patient);
    await grant(patient);
    await revoke(patient);
    const told = async () =>
      (
        await app.owner.query(
          'select type, data from messaging.event where action_object_id = $1 and target_id = $2 order by position',
          [patient.userId, siteId],
        )
      ).rows;
    const data = {
      grantId: expect.any(String),
      subject: `user:${patient.userId}`,
      permission: 'accounts.site.use',
      objectType: 'site',
      objectId: siteId,
    };
    expect(await told()).toEqual([
      { type: 'access.granted', data },
      { type: 'access.revoked', data },
    ]);
    const { status, body } = await revoke(patient);
    expect([status, body.error.code]).toEqual([404, 'SITE_ACCESS_NOT_FOUND']);
    expect(await told()).toHaveLength(2);
  });

  it('is told for each role when the rule changes', async () => {
    const told = async (type: string) =>
      (await app.eventsOf(hilltop))
        .filter((event) => event.type === type)
        .map(({ data }) => (data as { subject: string }).subject);
    const roles = ['role:therapist', 'role:patient', 'role:viewer'];
    expect(await told('access.granted')).toEqual(roles);
    await listOnly();
    expect(await told('access.revoked')).toEqual(roles);
    await listOnly();
    expect(await told('access.revoked')).toEqual(roles);
    await listOnly('everyone');
    expect(await told('access.granted')).toEqual([...roles, ...roles]);
  });

  it('is nobody of another account, and nobody whom there is not', async () => {
    const other = await app.practice();
    const stranger = actor(other.accountId, 'patient');
    await app.nest.get(SeatKeeper, { strict: false }).reserve(other.accountId, stranger.userId, ['patient']);
    for (const who of [stranger, actor(accountId, 'patient')]) {
      const { status, body } = await grant(who);
      expect([status, body.error.code]).toEqual([404, 'USER_NOT_FOUND']);
    }
    expect((await grant(await member('patient'), other.siteId)).body.error.code).toBe('SITE_NOT_FOUND');
  });

  it.each(['editor', 'therapist', 'patient', 'viewer'] as const)('is not for a %s to say', async (role) => {
    const path = `/sites/${siteId}/access/${newId()}`;
    expect((await app.send('PUT', path, actor(accountId, role))).status).toBe(403);
    expect((await app.send('DELETE', path, actor(accountId, role))).status).toBe(403);
  });

  it('decides what is seen of sites and sectors elsewhere, too', async () => {
    await listOnly();
    const who = await member('viewer');
    const sector = (await app.send('POST', `/sites/${siteId}/sectors`, manager(), { body: { name: 'Youth' } })).body
      .data.id;
    const canSee = (type: string, id: string) => app.nest.get(VisibilityRegistry).canSee(who, { type, id });
    expect([await canSee('site', siteId), await canSee('sector', sector)]).toEqual([false, false]);
    await grant(who);
    expect([await canSee('site', siteId), await canSee('sector', sector), await canSee('site', hilltop)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('is said over GraphQL as over REST', async () => {
    await listOnly();
    const who = await member('patient');
    const run = async (name: string) =>
      (await app.graphql(`mutation { ${name}(siteId: "${siteId}", userId: "${who.userId}") }`, accountId, 'owner'))
        .data;
    expect(await run('grantSiteAccess')).toEqual({ grantSiteAccess: true });
    expect(await sitesOf(who)).toEqual(['Riverside']);
    expect(await run('revokeSiteAccess')).toEqual({ revokeSiteAccess: true });
    expect(await sitesOf(who)).toEqual([]);
  });
});

describe('an API key that is bound to a site', () => {
  it('sees no other, whatever its user may', async () => {
    const bound = { ...manager(), siteId };
    expect(await sitesOf(bound)).toEqual(['Riverside']);
    expect((await app.send('GET', `/sites/${hilltop}`, bound)).status).toBe(404);
    expect((await app.send('PATCH', `/sites/${hilltop}`, bound, { body: { name: 'X' } })).status).toBe(404);
  });
});

describe('other contexts', () => {
  it('are told who of some users may use a site, in one answer', async () => {
    await listOnly();
    const [listed, unlisted] = [await member('therapist'), await member('therapist')];
    await grant(listed);
    const users = [listed, unlisted, actor(accountId, 'editor')].map(({ userId, roles }) => ({ id: userId, roles }));
    const site = await within(accountId, () => directory().siteFor(siteId, users));
    expect(site).toMatchObject({ id: siteId, usableBy: [users[0]?.id, users[2]?.id] });
    const bound = { ...users[2], id: newId(), roles: ['editor' as const], siteId: hilltop };
    expect((await within(accountId, () => directory().siteFor(siteId, [bound]))).usableBy).toEqual([]);
  });

  it('are told the sites of a user', async () => {
    await listOnly();
    const { userId: id, roles, ...rest } = await member('therapist');
    await grant({ userId: id, roles, ...rest });
    expect(await within(accountId, () => directory().sitesOf({ id, roles }))).toEqual([siteId]);
    expect(await within(accountId, () => directory().sitesOf({ id, roles: ['editor'] }))).toBeNull();
  });
});
