import { Injectable } from '@nestjs/common';
import type { Statement } from '#platform/database/entering.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type Site, SiteDirectory, type SiteForUsers, SiteNotFoundError, type SiteUser } from '../contract/index.js';
import { SiteAccess } from '../model/site-access.js';

const COLUMNS = `
  site.id, site.name, site.time_zone as "timeZone", site.address, site.status = 'archived' as archived, array(
    select x.id from accounts.sector x
    where x.account_id = site.account_id and x.site_id = site.id and x.status = 'open' order by x.name, x.id
  ) as "sectorIds"`;
const SITES = `select ${COLUMNS} from accounts.site`;

/** The contract's directory; each answer is one round trip. */
@Injectable()
export class SitesOfAccount extends SiteDirectory {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: SiteAccess,
  ) {
    super();
  }

  override async site(id: string): Promise<Site> {
    const [site] = await this.database.readTogether((tx) => tx.query<Site>(`${SITES} where id = $1::uuid`, [id]));
    if (!site) throw new SiteNotFoundError(id);
    return site;
  }

  override async siteFor(id: string, users: readonly SiteUser[]): Promise<SiteForUsers> {
    const found = await this.database.recall({
      name: 'accounts.site-for',
      about: [id, users],
      statement: (accountId) => this.#askFor(id, accountId, users),
      answer: ([row]: (Site & { usable: (boolean | null)[] })[]) => row && forUsers(row, users),
    });
    if (!found) throw new SiteNotFoundError(id);
    return found;
  }

  override sites(): Promise<Site[]> {
    return this.database.readTogether((tx) => tx.query<Site>(`${SITES} order by name, id`));
  }

  override async sitesOf(user: SiteUser): Promise<readonly string[] | null> {
    if (this.access.usesAll(user) && !user.siteId) return null;
    const sites = await this.database.readTogether((tx) => {
      const { sql, values } = this.access.usable(asActor(tx.accountId, user));
      return tx.query<{ id: string }>(`select id from accounts.site where ${sql}`, values);
    });
    return sites.map(({ id }) => id);
  }

  #askFor(id: string, accountId: string, users: readonly SiteUser[]): Statement {
    const parameters: unknown[] = [id];
    const usable = users.map((user) => {
      const condition = this.access.usable(asActor(accountId, user), parameters.length);
      parameters.push(...condition.values);
      return `(${condition.sql})`;
    });
    const sql = `select ${COLUMNS}, array[${usable.join(', ')}]::boolean[] as usable from accounts.site where id = $1::uuid`;
    return { sql, parameters };
  }
}

const forUsers = (
  { usable, ...site }: Site & { usable: (boolean | null)[] },
  users: readonly SiteUser[],
): SiteForUsers => ({ ...site, usableBy: users.filter((_user, at) => usable[at]).map((user) => user.id) });

const asActor = (accountId: string, { id, roles, siteId }: SiteUser) => ({ userId: id, accountId, roles, siteId });
