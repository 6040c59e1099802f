import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Availability } from './availability.entity.js';
import type { Interval } from './interval.js';
import { countByLocalDate } from './local-days.js';
import { freeSlots } from './slots.js';
import { WorkingHours } from './working-hours.js';

/**
 * Working hours and slots against an oracle that has no idea of offsets or intervals: it walks the range minute by minute
 * and reads the runtime's own clock (Intl) at each.
 */
const MINUTE = 60_000;
const DAY = 1440;

/** Days on or near which the clock changes, each one differently: by an hour, by 30 minutes, at midnight, by a whole day. */
const CHANGES: Record<string, string[]> = {
  'Europe/Berlin': ['2026-03-29', '2026-10-25', '2027-03-28'],
  'America/New_York': ['2026-03-08', '2026-11-01'],
  'Australia/Lord_Howe': ['2026-04-05', '2026-10-04'],
  'Pacific/Apia': ['2011-12-30', '2020-09-27', '2021-04-04'],
  'Pacific/Chatham': ['2026-04-05', '2026-09-27'],
  'Asia/Beirut': ['2026-03-29', '2026-10-25'],
  'America/Havana': ['2026-03-08', '2026-11-01'],
  'America/St_Johns': ['2010-03-14', '2010-11-07', '2026-11-01'],
  'Africa/Casablanca': ['2026-02-15', '2026-03-22'],
  'Antarctica/Troll': ['2026-03-29', '2026-10-25'],
  'Asia/Kathmandu': ['1985-12-31', '2026-05-05'],
  UTC: ['2026-02-28'],
};

interface Reading {
  readonly date: string;
  /** Minutes since midnight, by the wall clock. */
  readonly minute: number;
  /** Minutes since 1970, by the wall clock. */
  readonly wall: number;
}

const readers = new Map<string, Intl.DateTimeFormat>();

function readClock(zone: string, instant: number): Reading {
  const options = { dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23', timeZone: zone } as const;
  const reader = readers.get(zone) ?? new Intl.DateTimeFormat('sv-SE', options);
  readers.set(zone, reader);
  const [date, time] = reader.format(instant).split(' ') as [string, string];
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  return { date, minute: hour * 60 + minute, wall: Date.parse(`${date}T${time}Z`) / MINUTE };
}

/** Every minute of some days in a zone, and what the clock reads at each. */
class MinuteOracle {
  static readonly #read = new Map<string, MinuteOracle>();
  readonly readings: Reading[] = [];
  /** The first and the last minute at which the clock reads a wall time. */
  readonly #first = new Map<number, number>();
  readonly #last = new Map<number, number>();

  private constructor(
    zone: string,
    readonly start: number,
    days: number,
  ) {
    for (let i = 0; i < days * DAY; i++) {
      const reading = readClock(zone, start + i * MINUTE);
      this.readings.push(reading);
      if (!this.#first.has(reading.wall)) this.#first.set(reading.wall, i);
      this.#last.set(reading.wall, i);
    }
  }

  /** Reading the clock sixteen thousand times takes longer than all else, so each stretch is read once. */
  static around(zone: string, change: number): MinuteOracle {
    const { oracleStart, oracleDays } = compared(change);
    const key = `${zone} ${change}`;
    const oracle = MinuteOracle.#read.get(key) ?? new MinuteOracle(zone, oracleStart, oracleDays);
    MinuteOracle.#read.set(key, oracle);
    return oracle;
  }

  /** For each minute, whether some rule holds it open. */
  open(rules: readonly Availability[]): boolean[] {
    const open = this.readings.map(() => false);
    for (const date of new Set(this.readings.map((reading) => reading.date))) {
      const midnight = Date.parse(`${date}T00:00Z`) / MINUTE;
      const weekday = new Date(midnight * MINUTE).getUTCDay() || 7;
      for (const rule of rules) {
        if (rule.weekday !== weekday) continue;
        if ((rule.validFrom && date < rule.validFrom) || (rule.validUntil && rule.validUntil < date)) continue;
        open.fill(
          true,
          this.#opening(midnight + inMinutes(rule.opensAt)),
          this.#closing(midnight + inMinutes(rule.closesAt)),
        );
      }
    }
    return open;
  }

  #opening(wall: number): number {
    const first = this.#first.get(wall);
    if (first !== undefined) return first;
    // Skipped, or outside the range: as many minutes after the last one before it as it is later on the wall.
    const before = this.readings.findIndex((reading) => reading.wall > wall) - 1;
    return before < 0 ? 0 : before + wall - this.readings[before]!.wall;
  }

  #closing(wall: number): number {
    const last = this.#last.get(wall - 1);
    return last === undefined ? this.#opening(wall) : last + 1;
  }
}

const inMinutes = (time: string): number => {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  return hour * 60 + minute;
};

const asTime = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Mostly quarter hours, some odd minutes, and often in the small hours, where clocks change. */
const minuteOfDay = fc.oneof(
  fc.nat(95).map((quarter) => quarter * 15),
  fc.nat(16).map((quarter) => quarter * 15),
  fc.nat(DAY - 1),
);

const situations = fc
  .constantFrom(...Object.keys(CHANGES))
  .chain((zone) =>
    fc.record({
      zone: fc.constant(zone),
      change: fc.constantFrom(...CHANGES[zone]!).map((date) => Date.parse(`${date}T00:00Z`)),
      hours: fc.array(
        fc.record({
          weekday: fc.integer({ min: 1, max: 7 }),
          times: fc.uniqueArray(fc.oneof(minuteOfDay, fc.constant(DAY)), { minLength: 2, maxLength: 2 }),
          bounds: fc.tuple(fc.option(fc.integer({ min: -3, max: 2 })), fc.option(fc.integer({ min: 0, max: 3 }))),
        }),
        { minLength: 3, maxLength: 16 },
      ),
    }),
  )
  .map(({ zone, change, hours }) => ({
    zone,
    change,
    rules: hours.map(({ weekday, times, bounds: [from, until] }) => {
      const [opens, closes] = times.toSorted((a, b) => a - b) as [number, number];
      const dateAt = (days: number | null) =>
        days === null ? null : new Date(change + days * DAY * MINUTE).toISOString().slice(0, 10);
      return Availability.weekly({
        accountId: 'a',
        siteId: 's',
        therapistId: 't',
        weekday,
        opensAt: asTime(opens),
        closesAt: asTime(closes),
        validFrom: dateAt(from),
        validUntil: dateAt(until === null || from === null ? until : Math.max(from, until)),
      });
    }),
  }));

/** Seven days about the change are compared; the oracle sees two more at either end, so that no window is cut off in it. */
const compared = (change: number) => ({
  from: change - 3 * DAY * MINUTE,
  to: change + 4 * DAY * MINUTE,
  oracleStart: change - 5 * DAY * MINUTE,
  oracleDays: 11,
});

describe('against a walk through every minute', () => {
  it('working hours hold the same minutes, across all kinds of clock changes', () => {
    fc.assert(
      fc.property(situations, ({ zone, change, rules }) => {
        const { from, to, oracleStart } = compared(change);
        const open = MinuteOracle.around(zone, change).open(rules);
        const { windows } = WorkingHours.between(rules, zone, new Date(from), new Date(to));
        const held = open.map(() => false);
        for (const { startsAt, endsAt } of windows) {
          held.fill(true, (startsAt.getTime() - oracleStart) / MINUTE, (endsAt.getTime() - oracleStart) / MINUTE);
        }
        const [first, end] = [(from - oracleStart) / MINUTE, (to - oracleStart) / MINUTE];
        expect(differences(open.slice(first, end), held.slice(first, end))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('slots are offered at the same minutes, with sessions in the way, full days and odd bounds', () => {
    const requests = fc.record({
      durationMinutes: fc.constantFrom(30, 45, 60, 90),
      stepMinutes: fc.constantFrom(5, 10, 15, 20, 30, 60, undefined),
      sessions: fc.array(
        fc.record({
          at: fc.integer({ min: -60, max: 7 * DAY }),
          seconds: fc.nat(59),
          minutes: fc.integer({ min: 0, max: 120 }),
        }),
        { maxLength: 30 },
      ),
      fullDays: fc.array(fc.nat(7), { maxLength: 2 }),
      earliest: fc.integer({ min: -DAY, max: 2 * DAY }),
      margins: fc.tuple(fc.nat(2 * DAY), fc.nat(2 * DAY)),
    });
    fc.assert(
      fc.property(situations, requests, ({ zone, change, rules }, request) => {
        const range = compared(change);
        const from = range.from + request.margins[0] * MINUTE + 1000;
        const to = range.to - request.margins[1] * MINUTE - 1;
        const earliest = range.from + request.earliest * MINUTE + 1;
        const busy = request.sessions.map(({ at, seconds, minutes }) => {
          const start = range.from + at * MINUTE + seconds * 1000;
          return { startsAt: new Date(start), endsAt: new Date(start + minutes * MINUTE) };
        });
        const oracle = MinuteOracle.around(zone, change);
        const countsByDate = countByLocalDate(busy, zone);
        const fullDates = request.fullDays.map((day) => oracle.readings[(2 + day) * DAY]!.date);
        for (const date of fullDates) countsByDate.set(date, 8);

        const { durationMinutes, stepMinutes } = request;
        const { windows } = WorkingHours.between(rules, zone, new Date(from), new Date(to));
        const slots = freeSlots({
          zone,
          windows,
          busy,
          durationMinutes,
          stepMinutes,
          earliest: new Date(earliest),
          from: new Date(from),
          to: new Date(to),
          countsByDate,
        });

        const open = oracle.open(rules);
        const startDates = busy.map(({ startsAt }) => readClock(zone, startsAt.getTime()).date);
        const blocked = blockedMinutes(oracle, busy);
        const expected: Interval[] = [];
        for (const [i, { date, minute }] of oracle.readings.entries()) {
          const [start, end] = [oracle.start + i * MINUTE, oracle.start + (i + durationMinutes) * MINUTE];
          if (start < Math.max(from, earliest) || end > to || minute % (stepMinutes ?? 15) !== 0) continue;
          const alike = (flags: boolean[], flag: boolean) =>
            flags.slice(i, i + durationMinutes).every((each) => each === flag);
          const starting = startDates.filter((each) => each === date).length;
          if (alike(open, true) && alike(blocked, false) && starting < 8 && !fullDates.includes(date)) {
            expected.push({ startsAt: new Date(start), endsAt: new Date(end) });
          }
        }
        expect(slots).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

/** Minutes of which a session takes any part. */
function blockedMinutes({ start, readings }: MinuteOracle, busy: readonly Interval[]): boolean[] {
  const blocked = readings.map(() => false);
  for (const { startsAt, endsAt } of busy) {
    if (startsAt >= endsAt) continue;
    blocked.fill(
      true,
      Math.floor((startsAt.getTime() - start) / MINUTE),
      Math.ceil((endsAt.getTime() - start) / MINUTE),
    );
  }
  return blocked;
}

const differences = (a: boolean[], b: boolean[]): number[] => [...a.keys()].filter((i) => a[i] !== b[i]);
