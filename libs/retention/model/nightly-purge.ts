const [HOUR, MINUTE] = [3, 30];

/** When the purge runs, in UTC. */
export const NIGHTLY = `${MINUTE} ${HOUR} * * *`;

/** The next time that it runs, after `now`. */
export function nextNight(now: Date): Date {
  const tonight = new Date(now);
  tonight.setUTCHours(HOUR, MINUTE, 0, 0);
  if (tonight <= now) tonight.setUTCDate(tonight.getUTCDate() + 1);
  return tonight;
}
