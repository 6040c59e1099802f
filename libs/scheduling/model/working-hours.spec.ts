import { describe, expect, it } from 'vitest';
import { Availability } from './availability.entity.js';
import { UnknownTimeZoneError } from './scheduling-errors.js';
import { WorkingHours } from './working-hours.js';

const utc = (time: string) => new Date(`${time}Z`);
const weekly = (weekday: number, opensAt: string, closesAt: string) =>
  Availability.weekly({ accountId: 'a', siteId: 's', therapistId: 't', weekday, opensAt, closesAt });
const [WEDNESDAY, THURSDAY, SUNDAY] = [3, 4, 7];

/** All windows of the local dates from 24 hours before to 24 hours after, each as `start–end` in UTC. */
const windowsAround = (noon: string, zone: string, ...rules: Availability[]): string[] => {
  const [from, to] = [-24, 24].map((hours) => new Date(utc(noon).getTime() + hours * 3_600_000)) as [Date, Date];
  return WorkingHours.between(rules, zone, from, to).windows.map(
    ({ startsAt, endsAt }) => `${startsAt.toISOString().slice(0, 16)}–${endsAt.toISOString().slice(11, 16)}`,
  );
};

describe('working hours', () => {
  it('are wall times of the site', () => {
    const nine = weekly(WEDNESDAY, '09:00', '17:00');
    expect(windowsAround('2026-01-14T12:00', 'Europe/Berlin', nine)).toEqual(['2026-01-14T08:00–16:00']);
    expect(windowsAround('2026-07-15T12:00', 'Europe/Berlin', nine)).toEqual(['2026-07-15T07:00–15:00']);
    expect(windowsAround('2026-07-15T05:00', 'Asia/Kathmandu', nine)).toEqual(['2026-07-15T03:15–11:15']);
  });

  it('hold on their weekday by the local date', () => {
    // Sunday 09:00 in Apia (UTC+13) is still Saturday in UTC.
    const sunday = weekly(SUNDAY, '09:00', '10:00');
    expect(windowsAround('2026-06-07T00:00', 'Pacific/Apia', sunday)).toEqual(['2026-06-06T20:00–21:00']);
  });

  it('merge where they touch or overlap, also over midnight', () => {
    const [early, noon, late] = [
      weekly(WEDNESDAY, '09:00', '12:00'),
      weekly(WEDNESDAY, '11:00', '13:00'),
      weekly(WEDNESDAY, '13:00', '14:00'),
    ];
    expect(windowsAround('2026-06-03T12:00', 'UTC', late, early, noon)).toEqual(['2026-06-03T09:00–14:00']);
    const night = [weekly(WEDNESDAY, '22:00', '24:00'), weekly(THURSDAY, '00:00', '02:00')];
    expect(windowsAround('2026-06-03T12:00', 'Europe/Berlin', ...night)).toEqual(['2026-06-03T20:00–00:00']);
  });

  it('keep to the dates for which a rule is valid', () => {
    const rule = Availability.weekly({
      accountId: 'a',
      siteId: 's',
      therapistId: 't',
      weekday: 1,
      opensAt: '09:00',
      closesAt: '10:00',
      validFrom: '2026-06-08',
      validUntil: '2026-06-15',
    });
    const { windows } = WorkingHours.between([rule], 'UTC', utc('2026-05-20T00:00'), utc('2026-06-30T00:00'));
    expect(windows.map(({ startsAt }) => startsAt)).toEqual([utc('2026-06-08T09:00'), utc('2026-06-15T09:00')]);
  });

  it('are those of the local dates that the range touches, whole', () => {
    const hours = WorkingHours.between(
      [weekly(WEDNESDAY, '09:00', '17:00'), weekly(THURSDAY, '09:00', '17:00')],
      'Europe/Berlin',
      utc('2026-06-03T12:00'),
      utc('2026-06-03T22:00'),
    );
    expect(hours.windows).toEqual([
      { startsAt: utc('2026-06-03T07:00'), endsAt: utc('2026-06-03T15:00') },
      { startsAt: utc('2026-06-04T07:00'), endsAt: utc('2026-06-04T15:00') },
    ]);
  });

  it('cover what lies wholly in one window', () => {
    const hours = WorkingHours.between(
      [weekly(WEDNESDAY, '09:00', '17:00')],
      'UTC',
      utc('2026-06-03T00:00'),
      utc('2026-06-04T00:00'),
    );
    const covers = (from: string, to: string) =>
      hours.covers({ startsAt: utc(`2026-06-03T${from}`), endsAt: utc(`2026-06-03T${to}`) });
    expect(covers('09:00', '17:00')).toBe(true);
    expect(covers('08:59', '10:00')).toBe(false);
    expect(covers('16:30', '17:00:00.001')).toBe(false);
    expect(covers('18:00', '19:00')).toBe(false);
  });

  it('are none without rules, and an error in an unknown zone', () => {
    const between = (zone: string) => WorkingHours.between([], zone, utc('2026-06-03T00:00'), utc('2026-06-04T00:00'));
    expect(between('UTC').windows).toEqual([]);
    expect(() => between('Mars/Olympus')).toThrow(UnknownTimeZoneError);
  });
});

describe('when the clock is set forward (Berlin, 02:00 to 03:00 on 29 March 2026)', () => {
  const on = (opensAt: string, closesAt: string) =>
    windowsAround('2026-03-29T12:00', 'Europe/Berlin', weekly(SUNDAY, opensAt, closesAt));

  it('a window across the gap lacks the missing hour', () => {
    expect(on('01:00', '04:00')).toEqual(['2026-03-29T00:00–02:00']);
    expect(on('01:00', '02:00')).toEqual(['2026-03-29T00:00–01:00']);
    expect(on('03:00', '04:00')).toEqual(['2026-03-29T01:00–02:00']);
  });

  it('a wall time in the gap shifts forward by the gap', () => {
    expect(on('02:30', '05:00')).toEqual(['2026-03-29T01:30–03:00']);
    expect(on('01:00', '02:30')).toEqual(['2026-03-29T00:00–01:30']);
    expect(on('02:15', '02:45')).toEqual(['2026-03-29T01:15–01:45']);
  });

  it('a window of nothing but the gap is none', () => {
    expect(on('02:00', '03:00')).toEqual([]);
    expect(on('02:30', '03:00')).toEqual([]);
  });

  it('a gap of half an hour shifts by half an hour', () => {
    // Lord Howe, 02:00 to 02:30 on 4 October 2026, which is 15:30 UTC of the day before.
    expect(windowsAround('2026-10-03T20:00', 'Australia/Lord_Howe', weekly(SUNDAY, '02:15', '04:00'))).toEqual([
      '2026-10-03T15:45–17:00',
    ]);
  });
});

describe('when the clock is set back (Berlin, 03:00 to 02:00 on 25 October 2026)', () => {
  const on = (opensAt: string, closesAt: string) =>
    windowsAround('2026-10-25T12:00', 'Europe/Berlin', weekly(SUNDAY, opensAt, closesAt));

  it('a window across it holds the hour twice', () => {
    expect(on('01:00', '04:00')).toEqual(['2026-10-24T23:00–03:00']);
    expect(on('02:00', '03:00')).toEqual(['2026-10-25T00:00–02:00']);
  });

  it('a window opens at the first and closes at the last of two equal wall times', () => {
    expect(on('02:30', '04:00')).toEqual(['2026-10-25T00:30–03:00']);
    expect(on('02:00', '02:30')).toEqual(['2026-10-25T00:00–01:30']);
  });

  it('a window that closes as the repeated hour begins holds none of it', () => {
    expect(on('01:00', '02:00')).toEqual(['2026-10-24T23:00–00:00']);
    expect(on('03:00', '04:00')).toEqual(['2026-10-25T02:00–03:00']);
  });
});

it('a date that the zone leapt over has no hours (Apia, Friday 30 December 2011)', () => {
  const [friday, saturday] = [weekly(5, '09:00', '17:00'), weekly(6, '09:00', '17:00')];
  expect(windowsAround('2011-12-30T12:00', 'Pacific/Apia', friday)).toEqual([]);
  expect(windowsAround('2011-12-30T12:00', 'Pacific/Apia', saturday)).toEqual(['2011-12-30T19:00–03:00']);
});
