import { SESSION_DURATIONS, SESSION_TYPES } from '../contract/session-kinds.js';
import type { Interval } from './interval.js';
import { isOnCalendar, MINUTE } from './local-clock.js';
import type { Problem } from './problems.js';
import { refuse } from './problems.js';
import type { WorkingHours } from './working-hours.js';

export const MAX_SESSIONS_PER_DAY = 8;

const LEAD = 60 * MINUTE;
const FREE_CANCELLATION = 24 * 60 * MINUTE;

/**
 * Any instant at least an hour ahead will do. A start need not be on a whole minute: nothing that the practice promises
 * depends on it (overlaps and working hours compare instants), and offered slots are on the local quarter hour anyway.
 */
export function startProblem(startsAt: Date, now: Date): Problem {
  if (!isOnCalendar(startsAt)) return 'must be a date between the years 1970 and 9998';
  return startsAt < earliestStart(now) ? 'must be at least 1 hour ahead' : undefined;
}

export const earliestStart = (now: Date): Date => new Date(now.getTime() + LEAD);

export const durationProblem = (minutes: number): Problem =>
  (SESSION_DURATIONS as readonly number[]).includes(minutes)
    ? undefined
    : `must be one of ${SESSION_DURATIONS.join(', ')}`;

export const typeProblem = (type: string): Problem =>
  (SESSION_TYPES as readonly string[]).includes(type) ? undefined : `must be one of ${SESSION_TYPES.join(', ')}`;

export const partiesProblem = (patientId: string, therapistId: string): Problem =>
  patientId === therapistId ? 'must be someone other than the therapist' : undefined;

/** @throws ValidationError on `startsAt` */
export function requireWithinWorkingHours(hours: WorkingHours, session: Interval): void {
  refuse({ startsAt: hours.covers(session) ? undefined : "must be within the therapist's working hours at this site" });
}

export const isDayFull = (sessions: number): boolean => sessions >= MAX_SESSIONS_PER_DAY;

/** Less than 24 hours before the start, or after it. Exactly 24 hours before is not late. */
export const isLateCancellation = (startsAt: Date, cancelledAt: Date): boolean =>
  startsAt.getTime() - cancelledAt.getTime() < FREE_CANCELLATION;
