import { getMetadataArgsStorage } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { ConflictError, ValidationError } from '#platform/errors/application-error.js';
import { SessionNotDeletedError, SessionStateConflictError } from './scheduling-errors.js';
import { allowedActions, SESSION_ACTIONS, SESSION_STATUSES, type SessionStatus } from './session-status.js';
import { type SessionRequest, TherapySession } from './therapy-session.entity.js';

const NOW = new Date('2026-03-02T08:00:00.123Z');
const LATER = new Date('2026-03-02T09:30:00.456Z');

const request = (changes: Partial<SessionRequest> = {}): SessionRequest => ({
  accountId: 'account',
  siteId: 'site',
  patientId: 'patient',
  therapistId: 'therapist',
  startsAt: new Date('2026-03-05T10:00:00.000Z'),
  durationMinutes: 60,
  sessionType: 'individual',
  ...changes,
});

const sessionIn = (status: SessionStatus): TherapySession => {
  const session = TherapySession.schedule(request(), NOW);
  if (status === 'cancelled') session.cancel(NOW);
  if (status === 'started' || status === 'completed') session.start(NOW);
  if (status === 'completed') session.complete(NOW);
  return session;
};

const act = {
  reschedule: (session: TherapySession) => session.reschedule(new Date('2026-03-06T10:00:00Z'), undefined, LATER),
  start: (session: TherapySession) => session.start(LATER),
  complete: (session: TherapySession) => session.complete(LATER),
  cancel: (session: TherapySession) => session.cancel(LATER, 'ill'),
  delete: (session: TherapySession) => session.delete(LATER, 'somebody'),
};

const fieldsOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    if (error instanceof ValidationError) return error.fields;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('scheduling a session', () => {
  it('makes a scheduled session that ends after its duration', () => {
    const session = TherapySession.schedule(request({ durationMinutes: 45, notes: 'first visit' }), NOW);
    expect(session).toMatchObject({
      status: 'scheduled',
      startsAt: new Date('2026-03-05T10:00:00.000Z'),
      endsAt: new Date('2026-03-05T10:45:00.000Z'),
      durationMinutes: 45,
      sectorId: null,
      notes: 'first visit',
      startedAt: null,
      completedAt: null,
      cancelledAt: null,
      cancelReason: null,
      calendarSequence: 0,
      createdAt: NOW,
      updatedAt: NOW,
    });
    expect(session.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('refuses every wrong field at once', () => {
    const wrong = request({
      startsAt: new Date('2026-03-02T08:59:00Z'),
      durationMinutes: 50,
      sessionType: 'seance' as never,
      patientId: 'therapist',
    });
    expect(fieldsOf(() => TherapySession.schedule(wrong, NOW))).toEqual({
      startsAt: ['must be at least 1 hour ahead'],
      durationMinutes: ['must be one of 30, 45, 60, 90'],
      sessionType: ['must be one of individual, couple, group, intake'],
      patientId: ['must be someone other than the therapist'],
    });
  });
});

describe('the state machine', () => {
  const allowed: Record<SessionStatus, string[]> = {
    scheduled: ['reschedule', 'start', 'cancel'],
    started: ['complete'],
    completed: ['delete'],
    cancelled: ['delete'],
  };

  for (const status of SESSION_STATUSES) {
    for (const action of SESSION_ACTIONS) {
      if (allowed[status].includes(action)) {
        it(`lets a ${status} session ${action}`, () => {
          const session = sessionIn(status);
          expect(allowedActions(status)).toContain(action);
          act[action](session);
          expect(session.updatedAt).toEqual(LATER);
        });
      } else {
        it(`refuses to ${action} a ${status} session and leaves it as it is`, () => {
          const session = sessionIn(status);
          const before = { ...session };
          expect(allowedActions(status)).not.toContain(action);
          expect(() => act[action](session)).toThrow(SessionStateConflictError);
          expect({ ...session }).toEqual(before);
        });
      }
    }
  }

  it('tells status and action in the error, with what is allowed', () => {
    const error = new SessionStateConflictError('scheduled', 'complete');
    expect(error).toBeInstanceOf(ConflictError);
    expect(error.code).toBe('SESSION_STATE_CONFLICT');
    expect(error.details).toEqual({ status: 'scheduled', action: 'complete' });
    expect(error.message).toContain('reschedule, start, cancel');
  });

  it('notes who deleted a session, until it is restored', () => {
    const session = sessionIn('cancelled');
    session.delete(NOW, 'somebody');
    expect(session).toMatchObject({ status: 'cancelled', deletedAt: NOW, deletedBy: 'somebody' });
    session.restore(LATER);
    expect(session).toMatchObject({ status: 'cancelled', deletedAt: null, deletedBy: null, updatedAt: LATER });
    expect(() => session.restore(LATER)).toThrow(SessionNotDeletedError);
  });

  it('notes when a session was started and completed', () => {
    const session = sessionIn('scheduled');
    session.start(NOW);
    session.complete(LATER);
    expect(session).toMatchObject({ status: 'completed', startedAt: NOW, completedAt: LATER, updatedAt: LATER });
  });

  it('notes when and why a session was cancelled', () => {
    const session = sessionIn('scheduled');
    session.cancel(LATER, 'ill');
    expect(session).toMatchObject({ status: 'cancelled', cancelledAt: LATER, cancelReason: 'ill', updatedAt: LATER });
  });
});

describe('rescheduling a session', () => {
  it('moves it and keeps its duration unless told otherwise', () => {
    const session = sessionIn('scheduled');
    session.reschedule(new Date('2026-03-06T10:00:00Z'), undefined, LATER);
    expect(session.endsAt).toEqual(new Date('2026-03-06T11:00:00Z'));
    session.reschedule(new Date('2026-03-07T10:00:00Z'), 90, LATER);
    expect(session).toMatchObject({ durationMinutes: 90, endsAt: new Date('2026-03-07T11:30:00Z') });
  });

  it('keeps to the rules of scheduling and changes nothing when refused', () => {
    const session = sessionIn('scheduled');
    const before = { ...session };
    expect(fieldsOf(() => session.reschedule(LATER, 20, LATER))).toEqual({
      startsAt: ['must be at least 1 hour ahead'],
      durationMinutes: ['must be one of 30, 45, 60, 90'],
    });
    expect({ ...session }).toEqual(before);
  });

  it('raises the calendar sequence, as cancelling does and starting does not', () => {
    const session = sessionIn('scheduled');
    act.reschedule(session);
    act.reschedule(session);
    expect(session.calendarSequence).toBe(2);
    session.cancel(LATER);
    expect(session.calendarSequence).toBe(3);
    expect(sessionIn('completed').calendarSequence).toBe(0);
  });
});

it('is kept in scheduling.therapy_session under snake_case names', () => {
  const { tables, columns } = getMetadataArgsStorage();
  expect(tables.find(({ target }) => target === TherapySession)).toMatchObject({
    schema: 'scheduling',
    name: 'therapy_session',
  });
  const own = columns.filter(({ target }) => target === TherapySession);
  expect(own.map(({ propertyName, options }) => options.name ?? propertyName)).toEqual(
    own.map(({ propertyName }) => propertyName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
  );
  expect(own.find(({ propertyName }) => propertyName === 'version')?.mode).toBe('version');
});
