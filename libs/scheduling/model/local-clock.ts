import { LRUCache } from 'lru-cache';
import { IANAZone } from 'luxon';
import { UnknownTimeZoneError } from './scheduling-errors.js';

export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** A stretch in which the zone keeps one offset from UTC. All in milliseconds. */
interface Era {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** Instants that calendars are kept for: 1970 to 9998. Beyond, dates overflow or need more than four digits. */
export const isOnCalendar = (instant: Date): boolean =>
  instant.getTime() >= 0 && instant.getTime() < Date.UTC(9999, 0, 1);

/** A *day* is a local date as the number of days since 1970-01-01, so that dates are counted instead of parsed. */
export const dateOfDay = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

export const dayOf = (date: string): number => Date.parse(date) / DAY;

/** ISO weekday, Monday 1 to Sunday 7. 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/**
 * The wall clock of a zone around a range of time. It asks the zone once per day of the range, then reads and finds wall
 * times by arithmetic: asking takes microseconds, and a month of windows and slots would ask thousands of times.
 *
 * A *wall* time is what the clock reads, in milliseconds as if it were UTC. Right within three days around the range.
 */
export class LocalClock {
  readonly #eras: readonly Era[];

  /** @throws UnknownTimeZoneError */
  constructor(zone: string, from: Date, to: Date) {
    this.#eras = erasAround(zone, from.getTime() - 3 * DAY, to.getTime() + 3 * DAY);
  }

  wallAt(instant: number): number {
    return instant + this.#eras.find((era) => instant < era.to)!.offset;
  }

  dayAt(instant: number): number {
    return Math.floor(this.wallAt(instant) / DAY);
  }

  /** False for a date that the zone leapt over, as Samoa did with 30 December 2011. */
  hasDay(day: number): boolean {
    return this.#eras.some((era) => era.from + era.offset < (day + 1) * DAY && era.to + era.offset > day * DAY);
  }

  /** When something that opens at `wall` opens: the first time that the clock reads it; see {@link shifted} for a gap. */
  opening(wall: number): number {
    const era = this.#eras.find(({ from, to, offset }) => from <= wall - offset && wall - offset < to);
    return era ? wall - era.offset : this.#shifted(wall);
  }

  /**
   * When something that closes at `wall` closes: the last time that the clock runs up to it, so that an hour that is
   * repeated belongs to what was open in it. A clock set back *onto* `wall` does not run up to it.
   */
  closing(wall: number): number {
    const era = this.#eras.findLast(({ from, to, offset }) => from < wall - offset && wall - offset <= to);
    return era ? wall - era.offset : this.opening(wall);
  }

  /** The first instant from `instant` on at which the clock reads a multiple of `step` milliseconds since midnight. */
  alignedFrom(instant: number, step: number): number {
    for (const { from, to, offset } of this.#eras) {
      const aligned = Math.ceil((Math.max(instant, from) + offset) / step) * step - offset;
      if (aligned < to) return aligned;
    }
    return instant;
  }

  /** A wall time that the clock skips is read with the offset before the gap (RFC 5545, 3.3.5): 02:30 becomes 03:30. */
  #shifted(wall: number): number {
    return wall - this.#eras.findLast((era) => era.to + era.offset <= wall)!.offset;
  }
}

function zoneNamed(name: string): IANAZone {
  const zone = IANAZone.create(name);
  if (!zone.isValid) throw new UnknownTimeZoneError(name);
  return zone;
}

/** Zone and year → what is kept of it. Asking took a seventh of a booking's CPU, and nearly always it is the same few years. */
const known = new LRUCache<string, readonly Era[]>({ max: 500 });

function erasAround(name: string, from: number, to: number): readonly Era[] {
  const zone = zoneNamed(name);
  const year = new Date(from).getUTCFullYear();
  if (to >= Date.UTC(year + 2, 0)) return erasOf(zone, from, to);
  const key = `${name} ${year}`;
  let eras = known.get(key);
  if (!eras) {
    eras = erasOf(zone, Date.UTC(year, 0), Date.UTC(year + 2, 0));
    known.set(key, eras);
  }
  return eras;
}

/** One look per day finds every change: since 1970 no zone has changed twice within 7 days (all zones, looked at every 12 h). */
function erasOf(zone: IANAZone, from: number, to: number): Era[] {
  const eras: Era[] = [];
  let start = Number.NEGATIVE_INFINITY;
  let offset = zone.offset(from) * MINUTE;
  for (let seen = from; seen < to; seen += DAY) {
    const later = zone.offset(seen + DAY) * MINUTE;
    if (later === offset) continue;
    const change = changeBetween(zone, seen, seen + DAY);
    eras.push({ from: start, to: change, offset });
    start = change;
    offset = later;
  }
  eras.push({ from: start, to: Number.POSITIVE_INFINITY, offset });
  return eras;
}

function changeBetween(zone: IANAZone, before: number, after: number): number {
  const old = zone.offset(before);
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offset(middle) === old) low = middle;
    else high = middle;
  }
  return high;
}
