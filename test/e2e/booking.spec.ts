import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';

let clinic: Practice;
let patient: Client;
let reception: Client;
let therapist: Client;
let admin: Client;

beforeAll(async () => {
  clinic = await practice();
  [patient, reception, therapist, admin] = await Promise.all([
    clinic.as('patient'),
    clinic.as('reception'),
    clinic.as('therapist'),
    clinic.as('admin'),
  ]);
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const book = (as: Client, change = {}) => as.post('/api/v1/therapy-sessions', clinic.booking(change));
const booked = async (as: Client, change = {}): Promise<Json> => {
  const { status, body } = await book(as, change);
  expect(body).toMatchObject({ success: true });
  expect(status).toBe(201);
  return body.data;
};

describe('booking a session', () => {
  it('answers with the session, its state, and what may be done with it', async () => {
    const session = await booked(patient, { inDays: 21, notes: 'first visit' });
    expect(session).toMatchObject({
      ...clinic.booking({ inDays: 21 }),
      status: 'scheduled',
      notes: 'first visit',
      sectorId: null,
    });
    expect(session.actions.map((action: Json) => action.name)).toEqual(['view', 'events', 'reschedule', 'cancel']);
    const { body } = await therapist.get(`/api/v1/therapy-sessions/${session.id}`);
    expect(body.data.actions.map((action: Json) => action.name)).toContain('start');
  });

  it('opens exactly one charge, from the price list', async () => {
    const session = await booked(reception, { inDays: 22, durationMinutes: 90, sessionType: 'couple' });
    await clinic.settled();
    const { body } = await admin.get(`/api/v1/billing/charges?sessionId=${session.id}`);
    expect(body.count).toBe(1);
    expect(body.results[0]).toMatchObject({
      sessionId: session.id,
      amount: { amount: '225.00', currency: 'EUR' },
      status: 'open',
    });
  });

  it.each([
    ['a time that is past', { startsAt: '2020-01-01T09:00:00.000Z' }, 'startsAt', 'must be at least 1 hour ahead'],
    ['a time that is not a time', { startsAt: 'tomorrow' }, 'startsAt', 'must be a time with zone'],
    ['a time without a zone', { startsAt: '2030-01-01T09:00:00' }, 'startsAt', 'must be a time with zone'],
    ['a duration that is not offered', { durationMinutes: 50 }, 'durationMinutes', 'must be one of 30, 45, 60, 90'],
    ['a duration of the wrong type', { durationMinutes: '60' }, 'durationMinutes', 'must be one of'],
    ['an unknown type', { sessionType: 'karaoke' }, 'sessionType', 'must be one of'],
    ['an id that is none', { therapistId: 'dr-who' }, 'therapistId', 'must be a UUID'],
    ['a field that does not exist', { price: 1 }, 'price', 'is not a field of this request'],
    ['a time outside working hours', { hour: 23 }, 'startsAt', 'working hours'],
  ])('refuses %s with 422 and the field', async (_what, change, field, problem) => {
    const { status, body } = await book(reception, change);
    expect(status).toBe(422);
    expect(body.error.code).toBe('VALIDATION_FAILED');
    expect(body.error.details.fields[field].join()).toContain(problem);
    expect(body.error.requestId).toBe(body.requestId);
  });

  it.each([
    ['patient', () => ({ patientId: clinic.id('otherPatient') }), 'PATIENT_NOT_FOUND'],
    ['patient', () => ({ patientId: newId() }), 'PATIENT_NOT_FOUND'],
    ['therapist', () => ({ therapistId: clinic.id('otherAdmin') }), 'THERAPIST_NOT_FOUND'],
    ['site', () => ({ siteId: '01900000-0000-7000-8000-000000000013' }), 'SITE_NOT_FOUND'],
    ['sector', () => ({ sectorId: '01900000-0000-7000-8000-000000000023' }), 'SECTOR_NOT_FOUND'],
  ])('does not find a foreign or unknown %s', async (_what, change, code) => {
    const { status, body } = await book(reception, change());
    expect([status, body.error.code]).toEqual([404, code]);
  });

  it('refuses an inactive patient', async () => {
    const created = await admin.post('/api/v1/users', {
      email: 'gone@demo.test',
      password: 'a long enough password',
      roles: ['patient'],
    });
    const patientId = created.body.data.id;
    await admin.delete(`/api/v1/users/${patientId}`);
    const { status, body } = await book(reception, { patientId, inDays: 23 });
    expect(status).toBe(422);
    expect(body.error.details.fields.patientId).toEqual(['is not active']);
  });

  it('names the conflicting time when therapist or patient is busy', async () => {
    const session = await booked(reception, { inDays: 24 });
    const conflict = { startsAt: session.startsAt, endsAt: session.endsAt };
    const overTherapist = await book(reception, { inDays: 24, patientId: clinic.id('jonas') });
    expect(overTherapist.status).toBe(409);
    expect(overTherapist.body.error).toMatchObject({
      code: 'SESSION_TIME_CONFLICT',
      details: { party: 'therapist', conflict },
    });
    const hilltop = '01900000-0000-7000-8000-000000000012';
    const overPatient = await book(reception, { inDays: 24, therapistId: clinic.id('miriam'), siteId: hilltop });
    expect(overPatient.body.error).toMatchObject({
      code: 'SESSION_TIME_CONFLICT',
      details: { party: 'patient', conflict },
    });
  });

  it('lets exactly one of many concurrent bookings of a time win, and tells the others', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => book(reception, { inDays: 25 })));
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([201, ...Array(19).fill(409)]);
    for (const { body } of answers) if (!body.success) expect(body.error.code).toBe('SESSION_TIME_CONFLICT');
  });

  it('lets no more than eight sessions a day through, whoever comes at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => book(reception, { inDays: 26, hour: 8 + n, durationMinutes: 30 })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(8);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { status, body } of refused) {
      expect([status, body.error.code]).toEqual([409, 'THERAPIST_DAY_CONFLICT']);
      expect(body.error.details.limit).toBe(8);
    }
  });

  it('lets patients book for themselves only', async () => {
    const { status, body } = await book(patient, { inDays: 27, patientId: clinic.id('jonas') });
    expect([status, body.error.code]).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('leaves nothing behind when it is refused', async () => {
    const rows = async () =>
      (
        await clinic.owner.query(
          `select (select count(*) from scheduling.therapy_session) s,
             (select count(*) from messaging.event where source = 'scheduling') e`,
        )
      ).rows[0];
    await clinic.settled();
    const before = await rows();
    await book(reception, { hour: 23 });
    await book(reception, { inDays: 25 });
    await book(reception, { patientId: newId() });
    expect(await rows()).toEqual(before);
  });
});

describe('the state machine', () => {
  const step = (as: Client, session: Json, action: string, body?: object) =>
    as.post(`/api/v1/therapy-sessions/${session.id}/${action}`, body);

  it('goes scheduled → started → completed and refuses everything else', async () => {
    const session = await booked(reception, { inDays: 30 });
    expect((await step(therapist, session, 'complete')).body.error).toMatchObject({
      code: 'SESSION_STATE_CONFLICT',
      details: { status: 'scheduled', action: 'complete' },
    });
    expect((await step(therapist, session, 'start')).body.data.status).toBe('started');
    expect((await step(therapist, session, 'start')).status).toBe(409);
    expect((await step(reception, session, 'cancel')).status).toBe(409);
    expect(
      (await step(reception, session, 'reschedule', { startsAt: clinic.booking({ inDays: 31 }).startsAt })).status,
    ).toBe(409);
    expect((await step(therapist, session, 'complete')).body.data.status).toBe('completed');
    expect((await step(therapist, session, 'complete')).status).toBe(409);
  });

  it('moves a session, and gives its old time back', async () => {
    const session = await booked(reception, { inDays: 32 });
    const { startsAt } = clinic.booking({ inDays: 33 });
    const moved = await step(reception, session, 'reschedule', { startsAt, durationMinutes: 30 });
    expect(moved.body.data).toMatchObject({ startsAt, durationMinutes: 30, status: 'scheduled' });
    await booked(reception, { inDays: 32 });
    await clinic.settled();
    const charges = await admin.get(`/api/v1/billing/charges?sessionId=${session.id}`);
    expect(charges.body.results[0].amount.amount).toBe('60.00');
  });

  it('refuses to move a session onto another', async () => {
    const session = await booked(reception, { inDays: 34 });
    await booked(reception, { inDays: 35 });
    const moved = await step(reception, session, 'reschedule', { startsAt: clinic.booking({ inDays: 35 }).startsAt });
    expect([moved.status, moved.body.error.code]).toEqual([409, 'SESSION_TIME_CONFLICT']);
    const { body } = await reception.get(`/api/v1/therapy-sessions/${session.id}`);
    expect(body.data.startsAt).toBe(session.startsAt);
  });

  it('voids the charge of a session cancelled in time, and makes it a late fee after', async () => {
    const inTime = await booked(reception, { inDays: 36 });
    const late = await booked(reception, { inDays: 38 });
    // Time passes: it is now less than a day ahead.
    await clinic.owner.query(
      `update scheduling.therapy_session set starts_at = now() + interval '23 hours', ends_at = now() + interval '24 hours'
       where id = $1`,
      [late.id],
    );
    await step(patient, inTime, 'cancel', { reason: 'ill' });
    await clinic.settled();
    const charges = await admin.get(`/api/v1/billing/charges?sessionId=${inTime.id}`);
    expect(charges.body.results[0].status).toBe('void');
    await step(patient, late, 'cancel');
    await clinic.settled();
    const lateCharges = await admin.get(`/api/v1/billing/charges?sessionId=${late.id}`);
    expect(lateCharges.body.results[0].status).toBe('late_fee');
  });

  it('hides sessions from those who take no part in them', async () => {
    const session = await booked(reception, { inDays: 37 });
    const jonas = await clinic.as('jonas');
    const other = await clinic.as('otherAdmin');
    for (const stranger of [jonas, other]) {
      for (const path of ['', '/events']) {
        const { status, body } = await stranger.get(`/api/v1/therapy-sessions/${session.id}${path}`);
        expect([status, body.error.code]).toEqual([404, 'THERAPY_SESSION_NOT_FOUND']);
      }
      const cancelled = await step(stranger, session, 'cancel');
      expect([cancelled.status, cancelled.body.error.code]).toEqual([404, 'THERAPY_SESSION_NOT_FOUND']);
    }
    const unknown = await other.get(`/api/v1/therapy-sessions/${newId()}`);
    const foreign = await other.get(`/api/v1/therapy-sessions/${session.id}`);
    const shape = ({ body }: Json) => ({
      ...body.error,
      details: undefined,
      timestamp: undefined,
      requestId: undefined,
    });
    expect(shape(foreign)).toEqual(shape(unknown));
  });
});

describe('correlation', () => {
  it('follows one id from the request through all events that it causes', async () => {
    const correlationId = `corr-${newId()}`;
    const { body, headers } = await reception.post('/api/v1/therapy-sessions', clinic.booking({ inDays: 40 }), {
      'x-correlation-id': correlationId,
      'x-request-id': 'req_mine',
    });
    expect(headers.get('x-request-id')).toBe('req_mine');
    expect(body.requestId).toBe('req_mine');
    await clinic.settled();
    const history = await admin.get(`/api/v1/events?correlationId=${correlationId}`);
    const types = history.body.results.map((event: Json) => event.type);
    expect(types).toContain('therapy_session.scheduled');
    expect(types).toContain('charge.opened');
    const scheduled = history.body.results.find((event: Json) => event.type === 'therapy_session.scheduled');
    const opened = history.body.results.find((event: Json) => event.type === 'charge.opened');
    expect(opened.metadata.causationId).toBe(scheduled.id);
    expect(scheduled).toMatchObject({
      source: 'scheduling',
      correlationId,
      metadata: {
        version: '1',
        category: 'domain',
        userId: clinic.id('reception'),
        target: { type: 'therapy_session', id: body.data.id },
      },
    });
    expect(JSON.stringify(scheduled)).not.toContain('notes');
  });
});

describe('slots', () => {
  it('offer what can be booked, and no longer what has been', async () => {
    const site = '01900000-0000-7000-8000-000000000011';
    const day = new Date(clinic.booking({ inDays: 50, hour: 0 }).startsAt as string);
    const query = `siteId=${site}&from=${day.toISOString()}&to=${new Date(day.getTime() + 86_400_000).toISOString()}&durationMinutes=60`;
    const slots = async () => (await patient.get(`/api/v1/therapists/${clinic.id('therapist')}/slots?${query}`)).body;
    const before = await slots();
    expect(before.success).toBe(true);
    const { startsAt } = before.results[0];
    await booked(reception, { startsAt });
    const after = await slots();
    expect(after.results.map((slot: Json) => slot.startsAt)).not.toContain(startsAt);
    expect(after.count).toBeLessThan(before.count);
  });

  it('refuse more than 31 days', async () => {
    const query =
      'siteId=01900000-0000-7000-8000-000000000011&from=2027-01-01T00:00:00Z&to=2027-03-01T00:00:00Z&durationMinutes=60';
    const { status, body } = await patient.get(`/api/v1/therapists/${clinic.id('therapist')}/slots?${query}`);
    expect([status, Object.keys(body.error.details.fields)]).toEqual([422, ['to']]);
  });
});
