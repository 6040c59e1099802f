import { describe, expect, it } from 'vitest';
import { sessionTimes } from './session-times.js';

const at = (startsAt: string, endsAt: string, timeZone: string) => sessionTimes({ startsAt, endsAt, timeZone });

describe('the times of a session', () => {
  it('are those of the clock on the site’s wall, with the name of its zone', () => {
    expect(at('2026-03-03T08:00:00.000Z', '2026-03-03T09:00:00.000Z', 'Europe/Berlin')).toEqual({
      day: 'Tuesday 3 March 2026',
      start: '09:00',
      full: 'Tuesday 3 March 2026, 09:00 to 10:00 Central European Standard Time (Europe/Berlin)',
    });
    expect(at('2026-07-03T02:30:00.000Z', '2026-07-03T04:00:00.000Z', 'America/New_York')).toEqual({
      day: 'Thursday 2 July 2026',
      start: '22:30',
      full: 'Thursday 2 July 2026, 22:30 to 00:00 Eastern Daylight Time (America/New_York)',
    });
  });

  it('name both zones when the clocks change during the session', () => {
    expect(at('2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z', 'Europe/Berlin').full).toBe(
      'Sunday 25 October 2026, 02:30 Central European Summer Time to 02:30 Central European Standard Time (Europe/Berlin)',
    );
  });
});
