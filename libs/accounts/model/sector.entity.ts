import { Column, Entity } from 'typeorm';
import { TenantEntity } from '#platform/database/tenant.entity.js';
import type { PlaceStatus } from './place-status.js';

/** A speciality that a site offers. */
@Entity({ schema: 'accounts', name: 'sector' })
export class Sector extends TenantEntity {
  @Column('uuid', { name: 'site_id' })
  siteId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  status!: PlaceStatus;
}
