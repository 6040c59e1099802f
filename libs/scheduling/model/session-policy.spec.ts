import { describe, expect, it } from 'vitest';
import { ValidationError } from '#platform/errors/application-error.js';
import { Availability } from './availability.entity.js';
import { SessionNotFoundError, SessionTimeConflictError } from './scheduling-errors.js';
import {
  durationProblem,
  earliestStart,
  isLateCancellation,
  partiesProblem,
  requireWithinWorkingHours,
  startProblem,
  typeProblem,
} from './session-policy.js';
import { WorkingHours } from './working-hours.js';

const at = (time: string) => new Date(`2026-03-02T${time}Z`);
const NOW = at('08:00:00.000');

describe('the start of a session', () => {
  it('is at least 1 hour ahead, to the millisecond', () => {
    expect(startProblem(at('09:00:00.000'), NOW)).toBeUndefined();
    expect(startProblem(at('08:59:59.999'), NOW)).toBe('must be at least 1 hour ahead');
    expect(startProblem(at('07:00:00.000'), NOW)).toBe('must be at least 1 hour ahead');
    expect(earliestStart(NOW)).toEqual(at('09:00:00.000'));
  });

  it('need not be on a whole minute', () => {
    expect(startProblem(at('10:00:12.345'), NOW)).toBeUndefined();
  });

  it('is a date that calendars are kept for', () => {
    for (const date of [Number.NaN, 8.64e15, Date.UTC(9999, 0, 1), -1]) {
      expect(startProblem(new Date(date), NOW)).toBe('must be a date between the years 1970 and 9998');
    }
    expect(startProblem(new Date('9998-12-31T23:59:59.999Z'), NOW)).toBeUndefined();
  });
});

it('a session lasts 30, 45, 60 or 90 minutes', () => {
  for (const minutes of [30, 45, 60, 90]) expect(durationProblem(minutes)).toBeUndefined();
  for (const minutes of [0, -30, 29, 30.5, 75, 120, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(durationProblem(minutes)).toBe('must be one of 30, 45, 60, 90');
  }
});

it('a session is of a known type', () => {
  for (const type of ['individual', 'couple', 'group', 'intake']) expect(typeProblem(type)).toBeUndefined();
  for (const type of ['', 'Individual', 'toString']) {
    expect(typeProblem(type)).toBe('must be one of individual, couple, group, intake');
  }
});

it('nobody is their own patient', () => {
  expect(partiesProblem('ann', 'ben')).toBeUndefined();
  expect(partiesProblem('ann', 'ann')).toBe('must be someone other than the therapist');
});

it('a session lies wholly within working hours', () => {
  const monday = { accountId: 'a', siteId: 's', therapistId: 't', weekday: 1, opensAt: '09:00', closesAt: '12:00' };
  const hours = WorkingHours.between([Availability.weekly(monday)], 'UTC', at('00:00'), at('23:59'));
  const session = (startsAt: string, endsAt: string) => ({ startsAt: at(startsAt), endsAt: at(endsAt) });
  expect(() => requireWithinWorkingHours(hours, session('09:00', '12:00'))).not.toThrow();
  for (const outside of [session('08:59', '09:59'), session('11:30', '12:01'), session('14:00', '15:00')]) {
    expect(() => requireWithinWorkingHours(hours, outside)).toThrow(ValidationError);
  }
});

it('a cancellation is late under 24 hours before the start, not at exactly 24', () => {
  const startsAt = new Date('2026-03-03T08:00:00.000Z');
  expect(isLateCancellation(startsAt, at('08:00:00.000'))).toBe(false);
  expect(isLateCancellation(startsAt, at('07:59:59.999'))).toBe(false);
  expect(isLateCancellation(startsAt, at('08:00:00.001'))).toBe(true);
  expect(isLateCancellation(startsAt, new Date('2026-03-03T09:00:00Z'))).toBe(true);
});

it('24 hours are elapsed time, also across a clock change', () => {
  const startsAt = new Date('2026-03-29T10:00:00+02:00');
  expect(isLateCancellation(startsAt, new Date('2026-03-28T09:00:00+01:00'))).toBe(false);
  expect(isLateCancellation(startsAt, new Date('2026-03-28T10:00:00+01:00'))).toBe(true);
});

describe('what an error gives away', () => {
  it('a conflict in time names the party and the time only, even when given a whole session', () => {
    const other = { startsAt: at('10:00'), endsAt: at('11:00'), id: 'other', patientId: 'ben', notes: 'private' };
    const error = new SessionTimeConflictError('therapist', other);
    expect(error.code).toBe('SESSION_TIME_CONFLICT');
    expect(error.details).toEqual({
      party: 'therapist',
      conflict: { startsAt: '2026-03-02T10:00:00.000Z', endsAt: '2026-03-02T11:00:00.000Z' },
    });
  });

  it('a missing session is named by the id that was asked for', () => {
    expect(new SessionNotFoundError('some-id')).toMatchObject({
      code: 'THERAPY_SESSION_NOT_FOUND',
      details: { sessionId: 'some-id' },
    });
  });
});
