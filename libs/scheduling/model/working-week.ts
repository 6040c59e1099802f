import { Availability, hoursProblems, type WeeklyHours } from './availability.entity.js';
import { type Problem, refuse } from './problems.js';

export type HoursOfWeek = Pick<WeeklyHours, 'weekday' | 'opensAt' | 'closesAt' | 'validFrom' | 'validUntil'>;
type Whose = Pick<WeeklyHours, 'accountId' | 'therapistId' | 'siteId'>;

/**
 * All of a therapist's hours at a site. None overlap; those that touch may.
 * @throws ValidationError naming each that is refused, as `hours.2.closesAt`
 */
export function workingWeek(whose: Whose, hours: readonly HoursOfWeek[]): Availability[] {
  const problems: Record<string, Problem> = {};
  hours.forEach((each, at) => {
    for (const [field, problem] of Object.entries(hoursProblems(each))) problems[`hours.${at}.${field}`] = problem;
    const overlapped = hours.slice(0, at).findIndex((earlier) => overlap(earlier, each));
    if (overlapped >= 0) problems[`hours.${at}`] = `overlaps hours.${overlapped}`;
  });
  refuse(problems);
  return hours.map((each) => Availability.weekly({ ...whose, ...each }));
}

const overlap = (some: HoursOfWeek, others: HoursOfWeek): boolean =>
  some.weekday === others.weekday &&
  some.opensAt < others.closesAt &&
  others.opensAt < some.closesAt &&
  beginsBy(some, others) &&
  beginsBy(others, some);

const beginsBy = ({ validFrom }: HoursOfWeek, { validUntil }: HoursOfWeek): boolean =>
  !validFrom || !validUntil || validFrom <= validUntil;

/** As they are shown and told: by weekday and time, and without what identifies them. */
export function inOrder(hours: readonly HoursOfWeek[]): Required<HoursOfWeek>[] {
  const shown = hours.map(({ weekday, opensAt, closesAt, validFrom = null, validUntil = null }) => {
    return { weekday, opensAt, closesAt, validFrom, validUntil };
  });
  const key = ({ weekday, opensAt, validFrom }: HoursOfWeek) => `${weekday} ${opensAt} ${validFrom ?? ''}`;
  return shown.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
