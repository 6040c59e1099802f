import type { Availability } from './availability.entity.js';
import { contains, type Interval, merge } from './interval.js';
import { DAY, dateOfDay, LocalClock, MINUTE, weekdayOf } from './local-clock.js';

/**
 * When a therapist works at a site, in UTC. Each rule gives one unbroken window per local date: on a day when the clock
 * is set back it holds the repeated hour twice, on a day when it is set forward it lacks the missing one.
 */
export class WorkingHours {
  private constructor(
    /** Sorted; windows that touch or overlap are one. */
    readonly windows: readonly Interval[],
  ) {}

  /** The windows of all local dates that the range touches, whole: they are not cut to it. @throws UnknownTimeZoneError */
  static between(rules: readonly Availability[], zone: string, from: Date, to: Date): WorkingHours {
    const clock = new LocalClock(zone, from, to);
    const windows: Interval[] = [];
    for (let day = clock.dayAt(from.getTime()); day <= clock.dayAt(to.getTime()); day++) {
      if (!clock.hasDay(day)) continue;
      const [date, weekday] = [dateOfDay(day), weekdayOf(day)];
      for (const rule of rules) {
        if (rule.holdsOn(date, weekday)) windows.push(windowOn(day, rule, clock));
      }
    }
    return new WorkingHours(merge(windows));
  }

  covers(interval: Interval): boolean {
    return this.windows.some((window) => contains(window, interval));
  }
}

const windowOn = (day: number, { opensAt, closesAt }: Availability, clock: LocalClock): Interval => ({
  startsAt: new Date(clock.opening(day * DAY + timeOfDay(opensAt))),
  endsAt: new Date(clock.closing(day * DAY + timeOfDay(closesAt))),
});

const timeOfDay = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * MINUTE;
