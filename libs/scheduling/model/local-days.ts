import type { Interval } from './interval.js';
import { DAY, dateOfDay, LocalClock } from './local-clock.js';

/** The local date (`YYYY-MM-DD`) in `zone` at an instant. */
export const localDateOf = (instant: Date, zone: string): string =>
  dateOfDay(new LocalClock(zone, instant, instant).dayAt(instant.getTime()));

/**
 * The whole local dates that the range touches: what to load in order to count a therapist's sessions per local date.
 * For the date of one instant give it twice.
 */
export function wholeLocalDays(from: Date, to: Date, zone: string): Interval {
  const [first, last] = [new LocalClock(zone, from, from), new LocalClock(zone, to, to)];
  return {
    startsAt: new Date(first.opening(first.dayAt(from.getTime()) * DAY)),
    endsAt: new Date(last.closing((last.dayAt(to.getTime()) + 1) * DAY)),
  };
}

/** How many sessions start on each local date. A session over midnight counts on the date on which it starts. */
export function countByLocalDate(sessions: readonly { startsAt: Date }[], zone: string): Map<string, number> {
  const counts = new Map<string, number>();
  if (sessions.length === 0) return counts;
  const instants = sessions.map(({ startsAt }) => startsAt.getTime());
  const clock = new LocalClock(zone, new Date(Math.min(...instants)), new Date(Math.max(...instants)));
  for (const instant of instants) {
    const date = dateOfDay(clock.dayAt(instant));
    counts.set(date, (counts.get(date) ?? 0) + 1);
  }
  return counts;
}
