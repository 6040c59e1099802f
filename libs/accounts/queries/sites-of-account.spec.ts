import { describe, expect, it } from 'vitest';
import type { Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { VisibilityRegistry } from '#platform/visibility/object-visibility.js';
import { CreateSector } from '../commands/create-sector.js';
import { SiteNotFoundError } from '../contract/index.js';
import { type AccountsApplication, actor, practiceForEach, within } from '../testing/accounts-application.js';
import { SitesOfAccount } from './sites-of-account.js';

let app: AccountsApplication;
let accountId: string;
let siteId: string;
practiceForEach((given) => {
  ({ app, accountId, siteId } = given);
});

describe('the directory of sites', () => {
  const directory = () => app.nest.get(SitesOfAccount, { strict: false });
  it('tells a site with its sectors by name', async () => {
    const [second, first] = [newId(), newId()];
    await app.commands.execute(new CreateSector({ id: second, accountId, siteId, name: 'Youth' }));
    await app.commands.execute(new CreateSector({ id: first, accountId, siteId, name: 'Adults' }));
    const site = {
      id: siteId,
      name: 'Riverside',
      timeZone: 'Europe/Vienna',
      address: 'Quay 1',
      sectorIds: [first, second],
      archived: false,
    };
    expect(await within(accountId, () => directory().site(siteId))).toEqual(site);
    expect(await within(accountId, () => directory().sites())).toEqual([site]);
  });

  it('finds no site of another account', async () => {
    const other = await app.practice();
    await expect(within(accountId, () => directory().site(other.siteId))).rejects.toThrow(SiteNotFoundError);
    await expect(within(accountId, () => directory().site(newId()))).rejects.toThrow(SiteNotFoundError);
    expect(await within(newId(), () => directory().sites())).toEqual([]);
  });
});

describe('accounts and sites as objects', () => {
  const canSee = (type: string, id: string, role: Role = 'patient') =>
    app.nest.get(VisibilityRegistry).canSee(actor(accountId, role), { type, id });

  it('are seen by those who belong to the account, it by those who manage it', async () => {
    expect(await canSee('account', accountId, 'owner')).toBe(true);
    expect(await canSee('account', accountId)).toBe(false);
    expect(await canSee('site', siteId)).toBe(true);
  });

  it('are not seen from another account, nor when there are none', async () => {
    const other = await app.practice();
    expect(await canSee('account', other.accountId, 'owner')).toBe(false);
    for (const id of [other.siteId, newId(), 'no id']) expect(await canSee('site', id)).toBe(false);
  });
});
