import { Column, Entity } from 'typeorm';
import { TenantEntity } from '#platform/database/tenant.entity.js';
import type { Standing } from './standing.js';

/** A tenant: one practice with its sites and people. */
@Entity({ schema: 'accounts', name: 'account' })
export class Account extends TenantEntity {
  @Column('text')
  name!: string;

  @Column('text')
  standing!: Standing;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  static open(id: string, name: string, now: Date): Account {
    return Object.assign(new Account(), { id, accountId: id, name, standing: 'active', createdAt: now });
  }
}
