import { describe, expect, it } from 'vitest';
import { ValidationError } from '#platform/errors/application-error.js';
import type { Interval } from './interval.js';
import { freeSlots, type SlotSearch } from './slots.js';

const utc = (time: string) => new Date(`${time}Z`);
const span = (from: string, to: string): Interval => ({ startsAt: utc(from), endsAt: utc(to) });

const search = (changes: Partial<SlotSearch> = {}): SlotSearch => ({
  zone: 'UTC',
  windows: [span('2026-06-03T09:00', '2026-06-03T11:00')],
  busy: [],
  durationMinutes: 60,
  earliest: utc('2026-06-01T00:00'),
  from: utc('2026-06-03T00:00'),
  to: utc('2026-06-04T00:00'),
  countsByDate: new Map(),
  ...changes,
});

const starts = (changes: Partial<SlotSearch>) =>
  freeSlots(search(changes)).map(({ startsAt }) => startsAt.toISOString().slice(11, 16));

const refused = (changes: Partial<SlotSearch>): unknown => {
  try {
    freeSlots(search(changes));
  } catch (error) {
    if (error instanceof ValidationError) return error.fields;
    throw error;
  }
  return undefined;
};

describe('free slots', () => {
  it('start every quarter of an hour and end within the window', () => {
    expect(starts({})).toEqual(['09:00', '09:15', '09:30', '09:45', '10:00']);
    expect(freeSlots(search({ durationMinutes: 90 }))).toEqual([
      span('2026-06-03T09:00', '2026-06-03T10:30'),
      span('2026-06-03T09:15', '2026-06-03T10:45'),
      span('2026-06-03T09:30', '2026-06-03T11:00'),
    ]);
  });

  it('do not overlap what is busy, but may touch it', () => {
    const busy = [span('2026-06-03T10:00', '2026-06-03T10:30')];
    expect(starts({ busy, durationMinutes: 30 })).toEqual(['09:00', '09:15', '09:30', '10:30']);
  });

  it('go round busy times that are unsorted, overlap one another or lie outside', () => {
    const busy = [
      span('2026-06-03T10:10', '2026-06-03T10:20'),
      span('2026-06-02T00:00', '2026-06-03T09:05'),
      span('2026-06-03T10:00', '2026-06-03T10:30'),
      span('2026-06-03T10:59', '2026-06-05T00:00'),
    ];
    expect(starts({ busy, durationMinutes: 30 })).toEqual(['09:15', '09:30']);
  });

  it('start on the quarter hour even when the window, the earliest start or a busy time does not', () => {
    expect(starts({ windows: [span('2026-06-03T09:07', '2026-06-03T10:50')] })).toEqual(['09:15', '09:30', '09:45']);
    expect(starts({ earliest: utc('2026-06-03T09:31:12.345') })).toEqual(['09:45', '10:00']);
    expect(starts({ busy: [span('2026-06-03T09:00', '2026-06-03T09:20')] })).toEqual(['09:30', '09:45', '10:00']);
  });

  it('start at the earliest start, if that is aligned', () => {
    expect(starts({ earliest: utc('2026-06-03T09:45') })).toEqual(['09:45', '10:00']);
  });

  it('lie wholly between from and to', () => {
    expect(starts({ from: utc('2026-06-03T09:20'), to: utc('2026-06-03T10:45') })).toEqual(['09:30', '09:45']);
  });

  it('may span windows that touch', () => {
    const windows = [span('2026-06-03T09:30', '2026-06-03T10:00'), span('2026-06-03T09:00', '2026-06-03T09:30')];
    expect(starts({ windows })).toEqual(['09:00']);
  });

  it('follow the local clock in zones that are off by half or three quarters of an hour', () => {
    const windows = [span('2026-06-03T00:00', '2026-06-03T04:00')];
    expect(starts({ windows, zone: 'Asia/Kolkata', stepMinutes: 60 })).toEqual(['00:30', '01:30', '02:30']);
    expect(starts({ windows, zone: 'Asia/Kathmandu', stepMinutes: 60 })).toEqual(['00:15', '01:15', '02:15']);
    expect(starts({ windows, zone: 'Asia/Kathmandu', stepMinutes: 30, durationMinutes: 90 })).toEqual([
      '00:15',
      '00:45',
      '01:15',
      '01:45',
      '02:15',
    ]);
  });

  it('take up the new hours of the clock after a change of half an hour', () => {
    // Lord Howe, 4 October 2026, 15:30 UTC the day before: 02:00 becomes 02:30, so full hours move from :30 to :00 UTC.
    const windows = [span('2026-10-03T13:30', '2026-10-03T19:00')];
    const [from, to] = [utc('2026-10-03T12:00'), utc('2026-10-03T20:00')];
    expect(starts({ zone: 'Australia/Lord_Howe', windows, from, to, stepMinutes: 60 })).toEqual([
      '13:30',
      '14:30',
      '16:00',
      '17:00',
      '18:00',
    ]);
  });

  it('offer a repeated hour twice', () => {
    const windows = [span('2026-10-25T00:00', '2026-10-25T02:00')];
    const [from, to] = [utc('2026-10-25T00:00'), utc('2026-10-25T12:00')];
    expect(starts({ zone: 'Europe/Berlin', windows, from, to, stepMinutes: 60 })).toEqual(['00:00', '01:00']);
  });
});

describe('a full day', () => {
  const windows = [span('2026-06-03T20:00', '2026-06-04T00:00')];
  const to = utc('2026-06-04T12:00');

  it('offers no slot, by the local date on which a slot would start', () => {
    const full = new Map([['2026-06-03', 8]]);
    expect(starts({ zone: 'Europe/Berlin', windows, to, stepMinutes: 60, countsByDate: full })).toEqual([
      '22:00',
      '23:00',
    ]);
    const next = new Map([['2026-06-04', 8]]);
    expect(starts({ zone: 'Europe/Berlin', windows, to, stepMinutes: 60, countsByDate: next })).toEqual([
      '20:00',
      '21:00',
    ]);
  });

  it('is one with 8 sessions, not with 7', () => {
    expect(starts({ countsByDate: new Map([['2026-06-03', 7]]) })).toHaveLength(5);
    expect(starts({ countsByDate: new Map([['2026-06-03', 9]]) })).toHaveLength(0);
  });
});

describe('the range', () => {
  const tooLong = { to: ['must be at most 31 days after from'] };

  it('is at most 31 days', () => {
    expect(refused({ from: utc('2026-06-01T00:00'), to: utc('2026-07-02T00:00') })).toBeUndefined();
    expect(refused({ from: utc('2026-06-01T00:00'), to: utc('2026-07-02T00:00:00.001') })).toEqual(tooLong);
  });

  it('may be 31 local days or 31 times 24 hours across a clock change', () => {
    const autumn = { zone: 'Europe/Berlin', from: new Date('2026-10-01T00:00+02:00') };
    expect(refused({ ...autumn, to: new Date('2026-11-01T00:00+01:00') })).toBeUndefined();
    expect(refused({ ...autumn, to: new Date('2026-11-01T00:00:00.001+01:00') })).toEqual(tooLong);
    const spring = { zone: 'Europe/Berlin', from: new Date('2026-03-01T00:00+01:00') };
    expect(refused({ ...spring, to: new Date('2026-04-01T01:00+02:00') })).toBeUndefined();
    expect(refused({ ...spring, to: new Date('2026-04-01T01:00:00.001+02:00') })).toEqual(tooLong);
  });

  it('is refused at once when it spans thousands of years', () => {
    const began = performance.now();
    expect(refused({ from: utc('1970-01-01T00:00'), to: utc('9998-12-31T00:00') })).toEqual(tooLong);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('runs forward', () => {
    expect(refused({ to: utc('2026-06-03T00:00') })).toEqual({ to: ['must be after from'] });
    expect(refused({ to: utc('2026-06-02T00:00') })).toEqual({ to: ['must be after from'] });
  });

  it('is of real dates, whatever is sent', () => {
    const message = ['must be a date between the years 1970 and 9998'];
    expect(refused({ from: new Date(Number.NaN), to: new Date(8.64e15) })).toEqual({ from: message, to: message });
  });

  it('is asked for a duration that can be booked', () => {
    expect(refused({ durationMinutes: 0 })).toEqual({ durationMinutes: ['must be one of 30, 45, 60, 90'] });
  });
});
