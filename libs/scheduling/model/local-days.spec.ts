import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countByLocalDate, localDateOf, wholeLocalDays } from './local-days.js';
import { UnknownTimeZoneError } from './scheduling-errors.js';

const utc = (time: string) => new Date(`${time}Z`);

describe('the local date', () => {
  it("is the site's own, not that of UTC", () => {
    expect(localDateOf(utc('2026-06-01T22:30'), 'Europe/Berlin')).toBe('2026-06-02');
    expect(localDateOf(utc('2026-06-01T03:30'), 'America/New_York')).toBe('2026-05-31');
    expect(localDateOf(utc('2026-06-01T18:14'), 'Asia/Kathmandu')).toBe('2026-06-01');
    expect(localDateOf(utc('2026-06-01T18:15'), 'Asia/Kathmandu')).toBe('2026-06-02');
  });

  it('stays when the clock goes back at the stroke of midnight', () => {
    // Beirut, 25 October 2026: at 00:00 (21:00 UTC) it is 23:00 of the 24th again.
    expect(localDateOf(utc('2026-10-24T21:00'), 'Asia/Beirut')).toBe('2026-10-24');
    expect(localDateOf(utc('2026-10-24T22:00'), 'Asia/Beirut')).toBe('2026-10-25');
  });

  it('is what the calendar of the runtime says, in every zone', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const instants = fc.integer({ min: Date.UTC(1972, 1), max: Date.UTC(2037, 0) });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (zone, instant) => {
        const expected = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(instant);
        expect(localDateOf(new Date(instant), zone)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused for a zone that does not exist', () => {
    for (const zone of ['Europe/Atlantis', '', 'CEST+']) {
      expect(() => localDateOf(utc('2026-06-01T00:00'), zone)).toThrow(UnknownTimeZoneError);
    }
  });
});

describe('whole local days', () => {
  it('last 23 and 25 hours when the clock changes', () => {
    const hoursOf = (noon: string, zone: string) => {
      const { startsAt, endsAt } = wholeLocalDays(utc(noon), utc(noon), zone);
      return (+endsAt - +startsAt) / 3_600_000;
    };
    expect(hoursOf('2026-03-29T12:00', 'Europe/Berlin')).toBe(23);
    expect(hoursOf('2026-10-25T12:00', 'Europe/Berlin')).toBe(25);
    expect(hoursOf('2026-10-04T01:00', 'Australia/Lord_Howe')).toBe(23.5);
    expect(hoursOf('2026-04-05T01:00', 'Australia/Lord_Howe')).toBe(24.5);
  });

  it('start where the clock skips midnight, and at the first of two midnights', () => {
    // Beirut goes from 00:00 to 01:00; Havana from 01:00 back to 00:00.
    expect(wholeLocalDays(utc('2026-03-29T10:00'), utc('2026-03-29T10:00'), 'Asia/Beirut')).toEqual({
      startsAt: utc('2026-03-28T22:00'),
      endsAt: utc('2026-03-29T21:00'),
    });
    expect(wholeLocalDays(utc('2026-11-01T17:00'), utc('2026-11-01T17:00'), 'America/Havana')).toEqual({
      startsAt: utc('2026-11-01T04:00'),
      endsAt: utc('2026-11-02T05:00'),
    });
  });

  it('hold every minute of a date that is left and entered twice', () => {
    // St John's, 7 November 2010: one minute after midnight (02:31 UTC) the clock went back to 23:01.
    const [saturday, sunday] = ['2010-11-06T15:00', '2010-11-07T15:00'].map((noon) =>
      wholeLocalDays(utc(noon), utc(noon), 'America/St_Johns'),
    );
    expect(saturday?.endsAt).toEqual(utc('2010-11-07T03:30'));
    expect(sunday?.startsAt).toEqual(utc('2010-11-07T02:30'));
  });

  it('hold the range that was given', () => {
    expect(wholeLocalDays(utc('2026-06-01T21:59'), utc('2026-06-03T22:00'), 'Europe/Berlin')).toEqual({
      startsAt: utc('2026-05-31T22:00'),
      endsAt: utc('2026-06-04T22:00'),
    });
  });
});

describe('counting by local date', () => {
  it('counts a session on the date on which it starts', () => {
    const sessions = ['2026-06-01T21:45', '2026-06-01T22:00', '2026-06-02T21:59'].map((time) => ({
      startsAt: utc(time),
    }));
    expect(countByLocalDate(sessions, 'Europe/Berlin')).toEqual(
      new Map([
        ['2026-06-01', 1],
        ['2026-06-02', 2],
      ]),
    );
  });

  it('counts nothing among no sessions', () => {
    expect(countByLocalDate([], 'Europe/Berlin').size).toBe(0);
  });
});
