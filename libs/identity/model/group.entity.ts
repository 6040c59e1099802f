import { Column, Entity, VersionColumn } from 'typeorm';
import type { Role } from '#platform/context/actor.js';
import { TenantEntity } from '#platform/database/tenant.entity.js';
import { rolesThatDiffer } from './user.entity.js';

export interface GroupChanges {
  readonly name?: string;
  readonly description?: string | null;
  readonly roles?: readonly Role[];
}

/** People who are treated alike: they have the group's roles besides their own, and whatever is granted to the group. */
@Entity({ schema: 'identity', name: 'group' })
export class Group extends TenantEntity {
  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  description: string | null = null;

  @Column('text', { array: true })
  roles: Role[] = [];

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt!: Date;

  @VersionColumn()
  version!: number;

  static make(accountId: string, wanted: GroupChanges & { readonly name: string }, now: Date): Group {
    const group = new Group();
    group.accountId = accountId;
    group.createdAt = now;
    group.change(wanted, now);
    return group;
  }

  /** @returns the names of the fields that are different now */
  change({ name, description, roles }: GroupChanges, now: Date): string[] {
    const changed: string[] = [];
    if (name !== undefined && name !== this.name) {
      this.name = name;
      changed.push('name');
    }
    if (description !== undefined && description !== this.description) {
      this.description = description;
      changed.push('description');
    }
    if (roles && rolesThatDiffer(roles, this.roles).length > 0) {
      this.roles = [...new Set(roles)];
      changed.push('roles');
    }
    if (changed.length > 0) this.updatedAt = now;
    return changed;
  }
}
