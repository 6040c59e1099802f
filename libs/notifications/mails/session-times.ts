import { DateTime } from 'luxon';
import type { SessionMailFacts } from './session-mail-facts.js';

export interface SessionTimes {
  /** `Tuesday 3 March 2026` */
  readonly day: string;
  /** `09:00` */
  readonly start: string;
  /** `Tuesday 3 March 2026, 09:00 to 10:00 Central European Standard Time (Europe/Berlin)` */
  readonly full: string;
}

/** The session's times as the clock on the site's wall shows them. */
export function sessionTimes({
  startsAt,
  endsAt,
  timeZone,
}: Pick<SessionMailFacts, 'startsAt' | 'endsAt' | 'timeZone'>): SessionTimes {
  const [start, end] = [startsAt, endsAt].map((at) => DateTime.fromISO(at, { zone: timeZone, locale: 'en-GB' }));
  const day = start!.toFormat('cccc d LLLL yyyy');
  // When the clocks change during the session, one zone's name would be wrong for one of the two.
  const startZone = start!.offset === end!.offset ? '' : ` ${start!.offsetNameLong}`;
  const clock = `${start!.toFormat('HH:mm')}${startZone} to ${end!.toFormat('HH:mm')} ${end!.offsetNameLong}`;
  return { day, start: start!.toFormat('HH:mm'), full: `${day}, ${clock} (${timeZone})` };
}
