import { type Interval, subtract } from './interval.js';
import { DAY, dayOf, isOnCalendar, LocalClock, MINUTE } from './local-clock.js';
import { type Problem, refuse } from './problems.js';
import { durationProblem, isDayFull } from './session-policy.js';

const MAX_SLOT_DAYS = 31;

export interface SlotRange {
  /** IANA zone of the site. */
  readonly zone: string;
  readonly from: Date;
  readonly to: Date;
  readonly durationMinutes: number;
}

export interface SlotSearch extends SlotRange {
  /** When the therapist works, in any order; see `WorkingHours`. */
  readonly windows: readonly Interval[];
  /** What takes the therapist's (or patient's) time between `from` and `to`, in any order. Sorted is fastest. */
  readonly busy: readonly Interval[];
  /** Slots start when the site's clock reads a multiple of this since midnight. A quarter of an hour unless given. */
  readonly stepMinutes?: 5 | 10 | 15 | 20 | 30 | 60;
  /** No slot starts before; see `earliestStart`. */
  readonly earliest: Date;
  /** The therapist's sessions by local date; see `countByLocalDate`. A full date offers no slot. */
  readonly countsByDate: ReadonlyMap<string, number>;
}

/**
 * Ask this before loading windows and sessions for a range that a caller gave, since it is what bounds that work.
 *
 * @throws ValidationError on `durationMinutes`, `from` and `to`
 */
export function requireSlotRange({ durationMinutes, from, to, zone }: SlotRange): void {
  refuse({ durationMinutes: durationProblem(durationMinutes), from: instantProblem(from), to: instantProblem(to) });
  refuse({ to: rangeProblem(from, to, zone) });
}

/**
 * The times, in order, at which a session of this duration could take place. Each lies wholly between `from` and `to`.
 * Offers overlap one another: taking one may end others.
 *
 * @throws ValidationError as {@link requireSlotRange}
 */
export function freeSlots(search: SlotSearch): Interval[] {
  requireSlotRange(search);
  const clock = new LocalClock(search.zone, search.from, search.to);
  const step = (search.stepMinutes ?? 15) * MINUTE;
  const duration = search.durationMinutes * MINUTE;
  const first = Math.max(search.from.getTime(), search.earliest.getTime());
  const full = fullDays(search.countsByDate);
  const slots: Interval[] = [];
  for (const free of subtract(search.windows, search.busy)) {
    const last = Math.min(search.to.getTime(), free.endsAt.getTime()) - duration;
    let start = clock.alignedFrom(Math.max(first, free.startsAt.getTime()), step);
    for (; start <= last; start = clock.alignedFrom(start + 1, step)) {
      if (!full.has(clock.dayAt(start))) slots.push({ startsAt: new Date(start), endsAt: new Date(start + duration) });
    }
  }
  return slots;
}

const fullDays = (counts: ReadonlyMap<string, number>): Set<number> =>
  new Set([...counts].filter(([, sessions]) => isDayFull(sessions)).map(([date]) => dayOf(date)));

const instantProblem = (instant: Date): Problem =>
  isOnCalendar(instant) ? undefined : 'must be a date between the years 1970 and 9998';

/** 31 days of 24 hours or 31 on the site's calendar: in a month with a clock change they are not the same. */
function rangeProblem(from: Date, to: Date, zone: string): Problem {
  if (to <= from) return 'must be after from';
  const elapsed = to.getTime() - from.getTime();
  if (elapsed <= MAX_SLOT_DAYS * DAY) return undefined;
  // Elapsed time is looked at first: a clock over a range of thousands of years would take seconds to make.
  const clock = elapsed <= (MAX_SLOT_DAYS + 1) * DAY && new LocalClock(zone, from, to);
  if (clock && clock.wallAt(to.getTime()) - clock.wallAt(from.getTime()) <= MAX_SLOT_DAYS * DAY) return undefined;
  return `must be at most ${MAX_SLOT_DAYS} days after from`;
}
