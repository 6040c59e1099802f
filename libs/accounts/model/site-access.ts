import { Injectable } from '@nestjs/common';
import { AccessControl, type Restriction } from '#platform/access/access-control.js';
import { ObjectGrants } from '#platform/access/object-grants.js';
import { roleSubject, userSubject } from '#platform/access/subject.js';
import type { Actor } from '#platform/context/actor.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { accountsPermissions } from '../contract/accounts-permissions.js';

const USE = accountsPermissions['site.use'];

/** Those whom the role alone lets use no site. */
const NEEDING_ACCESS = ['therapist', 'patient', 'viewer'] as const;

/** Who may see and use a site: a grant of one permission on it, like any other (docs/adr/0007). */
@Injectable()
export class SiteAccess {
  constructor(
    private readonly access: AccessControl,
    private readonly grants: ObjectGrants,
  ) {}

  /**
   * The sites that somebody may use, as a condition on `accounts.site`. An API key that is bound to one site sees that one.
   * @param before how many values the statement has already
   */
  usable(actor: Actor, before = 0): Restriction {
    return this.access.ofOne(actor, USE, 'site', { before });
  }

  /** Whose role lets them use every site of the account. */
  usesAll({ roles }: Pick<Actor, 'roles'>): boolean {
    return USE.roles.some((role) => roles.includes(role));
  }

  /** The site with this id, if the actor may use it. */
  usableOne(actor: Actor, siteId: string): Restriction {
    const { sql, values } = this.usable(actor, 1);
    return { sql: `site.id = $1::uuid and ${sql}`, values: [siteId, ...values] };
  }

  /** Lets everybody of the account use the site. */
  async open(tx: TenantTransaction, siteId: string, grantedBy: string | null): Promise<void> {
    for (const role of NEEDING_ACCESS) {
      await this.grants.grant(tx, { ...use(siteId), subject: roleSubject(role), grantedBy });
    }
  }

  /** Leaves those who are listed. */
  async close(tx: TenantTransaction, siteId: string): Promise<void> {
    for (const role of NEEDING_ACCESS) {
      await this.grants.revokeThat(tx, { ...use(siteId), subject: roleSubject(role) });
    }
  }

  /** The same user again changes nothing. */
  async list(tx: TenantTransaction, siteId: string, userId: string, grantedBy: string): Promise<void> {
    await this.grants.grant(tx, { ...use(siteId), subject: userSubject(userId), grantedBy });
  }

  /** @returns whether the user was listed */
  async unlist(tx: TenantTransaction, siteId: string, userId: string): Promise<boolean> {
    return Boolean(await this.grants.revokeThat(tx, { ...use(siteId), subject: userSubject(userId) }));
  }
}

const use = (siteId: string) => ({ permission: USE.name, object: { type: 'site', id: siteId } });
