import { IANAZone } from 'luxon';
import { Column, Entity } from 'typeorm';
import { TenantEntity } from '#platform/database/tenant.entity.js';
import { ValidationError } from '#platform/errors/application-error.js';
import type { PlaceStatus } from './place-status.js';

export type SiteChanges = Partial<Pick<Site, 'name' | 'timeZone' | 'address'>>;

/** A location of the practice. All times at it are of its zone. */
@Entity({ schema: 'accounts', name: 'site' })
export class Site extends TenantEntity {
  @Column('text')
  name!: string;

  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  @Column('text')
  address!: string;

  @Column('text')
  status!: PlaceStatus;

  /** @throws ValidationError for a zone that nobody could compute with */
  static open(site: Pick<Site, 'id' | 'accountId' | 'name' | 'timeZone' | 'address'>): Site {
    requireZone(site.timeZone);
    return Object.assign(new Site(), site, { status: 'open' });
  }

  /**
   * @returns the names of the fields that are different now
   * @throws ValidationError
   */
  change(changes: SiteChanges): string[] {
    if (changes.timeZone !== undefined) requireZone(changes.timeZone);
    return assignChanges<Site>(this, changes);
  }
}

/** Takes over what is given and different; the names of that. */
function assignChanges<T extends object>(target: T, changes: Partial<T>): string[] {
  const different = Object.entries(changes).filter(
    ([name, value]) => value !== undefined && target[name as keyof T] !== value,
  );
  Object.assign(target, Object.fromEntries(different));
  return different.map(([name]) => name);
}

function requireZone(timeZone: string): void {
  if (IANAZone.isValidZone(timeZone)) return;
  throw new ValidationError({ timeZone: ['must be an IANA time zone, for example Europe/Berlin'] });
}
