import { describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { violatedConstraint } from '#platform/database/database-errors.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { ValidationError } from '#platform/errors/application-error.js';
import { AccountNotFoundError, SiteNotFoundError } from '../contract/index.js';
import { type AccountsApplication, practiceForEach } from '../testing/accounts-application.js';
import { CreateAccount } from './create-account.js';
import { CreateSector } from './create-sector.js';
import { CreateSite } from './create-site.js';

let app: AccountsApplication;
let accountId: string;
let siteId: string;
practiceForEach((given) => {
  ({ app, accountId, siteId } = given);
});

describe('creating an account', () => {
  it('lets its people in, and tells it, in one', async () => {
    expect(
      (await app.owner.query('select standing from platform.admission where account_id = $1', [accountId])).rows,
    ).toEqual([{ standing: 'active' }]);
    expect(await app.eventsOf(accountId)).toEqual([
      { type: 'account.created', account_id: accountId, data: { accountId, name: 'Demo Practice' } },
    ]);
    expect((await app.get('', accountId)).status).toBe(200);
  });

  it('a second time changes nothing and says so', async () => {
    expect(await app.commands.execute(new CreateAccount('Another Name', accountId))).toBe(false);
    expect((await app.get('', accountId)).body.data.name).toBe('Demo Practice');
    expect(await app.eventsOf(accountId)).toHaveLength(1);
  });

  it('says when it was made', async () => {
    expect(await app.commands.execute(new CreateAccount('Other Practice'))).toBe(true);
  });
});

describe('creating a site', () => {
  it('tells it, and once only', async () => {
    const again = { id: siteId, accountId, name: 'Elsewhere', timeZone: 'UTC', address: '' };
    expect(await app.commands.execute(new CreateSite(again))).toBe(false);
    expect((await app.eventsOf(siteId)).filter(({ type }) => type !== 'access.granted')).toEqual([
      {
        type: 'site.created',
        account_id: accountId,
        data: { siteId, name: 'Riverside', timeZone: 'Europe/Vienna' },
      },
    ]);
  });

  it.each(['Mars/Olympus', 'Vienna', '', 'UTC+1; drop'])('refuses the zone "%s"', async (timeZone) => {
    const site = { id: newId(), accountId, name: 'Nowhere', timeZone, address: '' };
    await expect((async () => app.commands.execute(new CreateSite(site)))()).rejects.toThrow(ValidationError);
    expect(await app.eventsOf(site.id)).toEqual([]);
  });

  it('for an account that there is not is refused', async () => {
    const site = { accountId: newId(), name: 'Nowhere', timeZone: 'UTC', address: '' };
    await expect(app.commands.execute(new CreateSite(site))).rejects.toThrow(AccountNotFoundError);
  });
});

describe('creating a sector', () => {
  it('puts it at a site of the account', async () => {
    expect(await app.commands.execute(new CreateSector({ accountId, siteId, name: 'Adults' }))).toBe(true);
    expect((await app.get(`/sites/${siteId}/sectors`, accountId)).body.results).toMatchObject([
      { siteId, name: 'Adults' },
    ]);
  });

  it('at a site of another account finds no site', async () => {
    const other = await app.practice();
    const foreign = new CreateSector({ accountId, siteId: other.siteId, name: 'Spies' });
    await expect(app.commands.execute(foreign)).rejects.toThrow(SiteNotFoundError);
  });

  it('is held to its account by the database, too', async () => {
    const other = await app.practice();
    const writing = app.nest
      .get(TenantDatabase)
      .forAccount(accountId)
      .write((tx) =>
        tx.execute('insert into accounts.sector (id, account_id, site_id, name) values ($1, $2, $3, $4)', [
          newId(),
          accountId,
          other.siteId,
          'Spies',
        ]),
      );
    const error = await writing.catch((thrown: unknown) => thrown);
    expect(violatedConstraint(error)).toBe('sector_account_id_site_id_fkey');
  });
});
