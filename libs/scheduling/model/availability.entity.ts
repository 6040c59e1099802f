import { Column, Entity } from 'typeorm';
import { TenantEntity } from '#platform/database/tenant.entity.js';
import { type Problem, refuse } from './problems.js';

export interface WeeklyHours {
  readonly accountId: string;
  readonly siteId: string;
  readonly therapistId: string;
  readonly weekday: number;
  readonly opensAt: string;
  readonly closesAt: string;
  readonly validFrom?: string | null;
  readonly validUntil?: string | null;
}

const OPENING = /^([01]\d|2[0-3]):[0-5]\d$/;
const CLOSING = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** A therapist's hours at a site on one weekday, every week. Times and dates are what the site's own clock reads. */
@Entity({ schema: 'scheduling', name: 'availability' })
export class Availability extends TenantEntity {
  @Column('uuid', { name: 'site_id' })
  siteId!: string;

  @Column('uuid', { name: 'therapist_id' })
  therapistId!: string;

  /** ISO: Monday 1 to Sunday 7. */
  @Column('smallint')
  weekday!: number;

  /** `HH:MM`, as text: it sorts as time, and a driver returns it as it was written. */
  @Column('text', { name: 'opens_at' })
  opensAt!: string;

  /** `HH:MM` after `opensAt`; `24:00` is the end of the day. */
  @Column('text', { name: 'closes_at' })
  closesAt!: string;

  /** First local date, `YYYY-MM-DD`; null: since ever. */
  @Column('date', { name: 'valid_from', nullable: true })
  validFrom!: string | null;

  /** Last local date, inclusive; null: for good. */
  @Column('date', { name: 'valid_until', nullable: true })
  validUntil!: string | null;

  /** @throws ValidationError with every field that is refused */
  static weekly(hours: WeeklyHours): Availability {
    refuse(hoursProblems(hours));
    const availability = new Availability();
    availability.accountId = hours.accountId;
    availability.siteId = hours.siteId;
    availability.therapistId = hours.therapistId;
    availability.weekday = hours.weekday;
    availability.opensAt = hours.opensAt;
    availability.closesAt = hours.closesAt;
    availability.validFrom = hours.validFrom ?? null;
    availability.validUntil = hours.validUntil ?? null;
    return availability;
  }

  /** Whether the hours hold on this local date, which falls on `weekday`. */
  holdsOn(date: string, weekday: number): boolean {
    return (
      this.weekday === weekday &&
      (this.validFrom === null || this.validFrom <= date) &&
      (this.validUntil === null || date <= this.validUntil)
    );
  }
}

type Hours = Omit<WeeklyHours, 'accountId' | 'siteId' | 'therapistId'>;

/** What is wrong with them, by field. */
export const hoursProblems = (hours: Hours): Record<keyof Hours, Problem> => ({
  weekday: [1, 2, 3, 4, 5, 6, 7].includes(hours.weekday) ? undefined : 'must be 1 (Monday) to 7 (Sunday)',
  opensAt: OPENING.test(hours.opensAt) ? undefined : 'must be a time from 00:00 to 23:59',
  closesAt: closingProblem(hours),
  validFrom: dateProblem(hours.validFrom),
  validUntil: lastDateProblem(hours),
});

function closingProblem({ opensAt, closesAt }: Hours): Problem {
  if (!CLOSING.test(closesAt)) return 'must be a time from 00:01 to 24:00';
  return opensAt < closesAt ? undefined : 'must be after opensAt';
}

function lastDateProblem({ validFrom, validUntil }: Hours): Problem {
  if (validFrom && validUntil && validUntil < validFrom) return 'must not be before validFrom';
  return dateProblem(validUntil);
}

function dateProblem(date: string | null | undefined): Problem {
  if (date === null || date === undefined) return undefined;
  return isDate(date) ? undefined : 'must be a date such as 2026-03-29';
}

const isDate = (date: string): boolean => {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().slice(0, 10) === date;
};
