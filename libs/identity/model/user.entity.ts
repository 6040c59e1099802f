import { Column, Entity, VersionColumn } from 'typeorm';
import type { Role } from '#platform/context/actor.js';
import { TenantEntity } from '#platform/database/tenant.entity.js';
import { ValidationError } from '#platform/errors/application-error.js';
import { foldEmail } from './email-address.js';
import { PROFILE_FIELDS, Profile, profileProblems } from './profile.entity.js';

/** Of whom no roles are given sees nothing but themselves. */
const DEFAULT_ROLES: readonly Role[] = ['patient'];

export interface NewUser {
  readonly id?: string;
  readonly accountId: string;
  readonly email: string;
  readonly profile?: Partial<Profile>;
  readonly roles?: readonly Role[];
}

export interface UserChanges {
  readonly email?: string;
  readonly profile?: Partial<Profile>;
  readonly roles?: readonly Role[];
}

/** Somebody who can sign in to an account. Never removed, since the past refers to them: deactivated. */
@Entity({ schema: 'identity', name: 'user' })
export class User extends TenantEntity {
  @Column('text')
  email!: string;

  /** Not read along with the rest, so that it cannot be shown by mistake. */
  @Column('text', { name: 'password_hash', select: false })
  passwordHash!: string;

  /** When the user showed that the present address is theirs; null for one that nobody has shown. */
  @Column({ type: 'timestamptz', name: 'email_verified_at', precision: 3, nullable: true })
  emailVerifiedAt!: Date | null;

  @Column(() => Profile, { prefix: false })
  profile!: Profile;

  @Column('text', { array: true })
  roles!: Role[];

  @Column('boolean')
  active!: boolean;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt!: Date;

  @VersionColumn()
  version!: number;

  get emailVerified(): boolean {
    return this.emailVerifiedAt !== null;
  }

  /**
   * Still without a password: hashing one is slow, and what comes before may refuse.
   * @throws ValidationError
   */
  static register({ id, accountId, email, profile, roles }: NewUser, now: Date): User {
    const user = new User();
    if (id) user.id = id;
    user.accountId = accountId;
    user.profile = new Profile();
    user.roles = [];
    user.active = true;
    user.emailVerifiedAt = null;
    user.createdAt = now;
    user.change({ email, profile, roles: roles ?? DEFAULT_ROLES }, now);
    return user;
  }

  /**
   * @returns the names of the fields that are different now, in dotted form
   * @throws ValidationError
   */
  change({ email, profile = {}, roles }: UserChanges, now: Date): string[] {
    refuse({ ...profileProblems(profile, now), ...(roles?.length === 0 ? { roles: ['must hold at least one'] } : {}) });
    const changed: string[] = [];
    const folded = email && foldEmail(email);
    if (folded && folded !== this.email) {
      this.email = folded;
      this.emailVerifiedAt = null;
      changed.push('email');
    }
    for (const field of PROFILE_FIELDS) {
      const value = profile[field];
      if (value === undefined || value === this.profile[field]) continue;
      this.profile[field] = value;
      changed.push(`profile.${field}`);
    }
    if (roles && rolesThatDiffer(roles, this.roles).length > 0) {
      this.roles = [...new Set(roles)];
      changed.push('roles');
    }
    if (changed.length > 0) this.updatedAt = now;
    return changed;
  }

  /** @throws ValidationError */
  showedAddress(email: string, now: Date): string[] {
    const changed = this.change({ email }, now);
    this.emailVerifiedAt = now;
    return changed;
  }

  deactivate(now: Date): void {
    this.active = false;
    this.updatedAt = now;
  }

  reactivate(now: Date): void {
    this.active = true;
    this.updatedAt = now;
  }
}

/** Given or taken away on the way from one to the other. */
export const rolesThatDiffer = (some: readonly Role[], others: readonly Role[]): Role[] => [
  ...some.filter((role) => !others.includes(role)),
  ...others.filter((role) => !some.includes(role)),
];

function refuse(problems: Record<string, string[]>): void {
  if (Object.keys(problems).length > 0) throw new ValidationError(problems);
}
