import { IANAZone } from 'luxon';
import { Column, Entity } from 'typeorm';
import { TenantEntity } from '#platform/database/tenant.entity.js';
import { ValidationError } from '#platform/errors/application-error.js';

/** A location of the practice. All times at it are of its zone. */
@Entity({ schema: 'accounts', name: 'site' })
export class Site extends TenantEntity {
  @Column('text')
  name!: string;

  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  @Column('text')
  address!: string;

  /** @throws ValidationError for a zone that nobody could compute with */
  static open(site: Pick<Site, 'id' | 'accountId' | 'name' | 'timeZone' | 'address'>): Site {
    if (!IANAZone.isValidZone(site.timeZone)) {
      throw new ValidationError({ timeZone: ['must be an IANA time zone, for example Europe/Berlin'] });
    }
    return Object.assign(new Site(), site);
  }
}
