import { IANAZone } from 'luxon';
import { Column, Entity } from 'typeorm';
import { TenantEntity } from '#platform/database/tenant.entity.js';
import { ValidationError } from '#platform/errors/application-error.js';
import { type AccountChanges, isLocale, isRetentionDays, isSlug, type SiteAccessRule } from './account-settings.js';
import { graceEnd, type PlanState, standingAt } from './plan-state.js';
import type { PlanName } from './plans.js';

/** A tenant: one practice with its sites and people. */
@Entity({ schema: 'accounts', name: 'account' })
export class Account extends TenantEntity {
  @Column('text')
  name!: string;

  /** By which people who register name it. */
  @Column('text', { nullable: true })
  slug!: string | null;

  @Column('text')
  locale!: string;

  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  @Column('boolean', { name: 'self_registration' })
  selfRegistration!: boolean;

  @Column('text', { name: 'site_access' })
  siteAccess!: SiteAccessRule;

  /** Object type → days that deleted objects are kept. */
  @Column('jsonb', { name: 'retention_days' })
  retentionDays!: Record<string, number>;

  @Column('text')
  plan!: PlanName;

  @Column('text', { name: 'plan_state' })
  planState!: PlanState;

  @Column({ type: 'timestamptz', name: 'plan_state_since', precision: 3 })
  planStateSince!: Date;

  /** It runs Praxis itself and cannot be deleted. */
  @Column('boolean')
  system!: boolean;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'deleted_at', precision: 3, nullable: true })
  deletedAt!: Date | null;

  static open(
    { id, name, plan = 'self_hosted', planState = 'active', system = false }: NewAccount & { id: string },
    now: Date,
  ): Account {
    return Object.assign(new Account(), {
      id,
      accountId: id,
      name,
      slug: null,
      locale: 'en',
      timeZone: 'Etc/UTC',
      selfRegistration: false,
      siteAccess: 'everyone',
      retentionDays: {},
      plan,
      planState,
      planStateSince: now,
      system,
      createdAt: now,
      deletedAt: null,
    } satisfies Partial<Account>);
  }

  /**
   * @returns the names of the settings that are different now
   * @throws ValidationError
   */
  change(changes: AccountChanges): string[] {
    refuse(problemsOf(changes));
    const { retentionDays, ...settings } = changes;
    const given = Object.entries(settings).filter(([, value]) => value !== undefined);
    const changed = given.filter(([name, value]) => this[name as keyof this] !== value).map(([name]) => name);
    Object.assign(this, Object.fromEntries(given));
    const windows = mergeWindows(this.retentionDays, retentionDays ?? {});
    if (JSON.stringify(windows) !== JSON.stringify(this.retentionDays)) changed.push('retentionDays');
    this.retentionDays = windows;
    return changed;
  }

  /**
   * Who had cancelled and chooses a plan can work again at once, and owes the payment for it within the days of grace.
   * @returns whether the state of the plan is another one now
   */
  choose(plan: PlanName, now: Date): boolean {
    this.plan = plan;
    return this.planState === 'cancelled' && this.enter('past_due', now);
  }

  /** @returns whether it was in another state before */
  enter(state: PlanState, now: Date): boolean {
    if (state === this.planState) return false;
    this.planState = state;
    this.planStateSince = now;
    return true;
  }

  get graceEndsAt(): Date | null {
    return graceEnd(this.planState, this.planStateSince);
  }

  standingAt(now: Date) {
    return standingAt(now, this.planState, this.planStateSince);
  }
}

export interface NewAccount {
  readonly name: string;
  readonly plan?: PlanName;
  readonly planState?: PlanState;
  readonly system?: boolean;
}

function problemsOf({ slug, locale, timeZone, retentionDays = {} }: AccountChanges): Record<string, string[]> {
  const problems: Record<string, string[]> = {};
  if (slug && !isSlug(slug)) problems.slug = ['must be 3 to 40 of a-z, 0-9 and "-", beginning with a letter'];
  if (locale !== undefined && !isLocale(locale)) problems.locale = ['must be a language tag, for example de-AT'];
  if (timeZone !== undefined && !IANAZone.isValidZone(timeZone)) {
    problems.timeZone = ['must be an IANA time zone, for example Europe/Berlin'];
  }
  if (!isRetentionDays(retentionDays)) {
    problems.retentionDays = ['must hold names of object types with whole days from 1 to 36500, or null'];
  }
  return problems;
}

function mergeWindows(present: Record<string, number>, changes: Readonly<Record<string, number | null>>) {
  const merged = Object.entries({ ...present, ...changes }).filter(
    (entry): entry is [string, number] => entry[1] !== null,
  );
  return Object.fromEntries(merged.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function refuse(problems: Record<string, string[]>): void {
  if (Object.keys(problems).length > 0) throw new ValidationError(problems);
}
