import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sectors, sites } from '#apps/standalone/demo-practice.js';
import { newId } from '#platform/context/ids.js';
import { type Answer, type Client, type Json, type Practice, practice } from '#test/support/practice.js';

let clinic: Practice;
let admin: Client;
let sessionId: string;

const SESSIONS = '/api/v1/therapy-sessions';
const STATUS: Record<string, number> = { VALIDATION_FAILED: 422 };

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
  sessionId = (await admin.post(SESSIONS, clinic.booking({ inDays: 15 }))).body.data.id;
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const INVALID = 'VALIDATION_FAILED';
const [, , harbour] = sites;
const hilltopSector = sectors[2].id;

/** What is wrong with it, how it differs from a booking in order, and the code of the answer. */
const BAD_TIMES: [string, unknown][] = [
  ['a number', 1_900_000_000_000],
  ['nothing', null],
  ['an empty text', ''],
  ['a list', ['2030-01-01T10:00:00Z']],
  ['an object', { $gt: '' }],
  ['a word', 'tomorrow'],
  ['without a zone', '2030-01-01T10:00:00'],
  ['beyond all dates', '+275760-09-13T00:00:00.001Z'],
  ['in a year of six digits', '+012030-01-01T10:00:00Z'],
  ['before the calendar', '-000001-01-01T00:00:00Z'],
  ['in the year 0', '0000-01-01T00:00:00Z'],
  ['in the last year of four digits', '9999-12-31T23:59:59.999-23:59'],
  ['on a day that is none', '2031-02-29T10:00:00Z'],
  ['at an hour that is none', '2030-01-01T24:00:00Z'],
  ['in a zone that is none', '2030-01-01T10:00:00+99:00'],
  ['too finely told', '2030-01-01T10:00:00.0000000001Z'],
  ['with a NUL', '2030-01-01T10:00:00Z\u0000'],
];

const BAD_BOOKINGS: [string, () => Record<string, unknown>, string][] = [
  ...BAD_TIMES.map(
    ([what, startsAt]) => [`startsAt is ${what}`, () => ({ startsAt }), INVALID] as (typeof BAD_BOOKINGS)[number],
  ),
  ['the duration is a text', () => ({ durationMinutes: '60' }), INVALID],
  ['the duration is none that is offered', () => ({ durationMinutes: 61 }), INVALID],
  ['the duration is a fraction', () => ({ durationMinutes: 60.5 }), INVALID],
  ['the duration is negative', () => ({ durationMinutes: -60 }), INVALID],
  ['the duration is beyond all numbers', () => ({ durationMinutes: 1e300 }), INVALID],
  ['the duration is missing', () => ({ durationMinutes: undefined }), INVALID],
  ['the type is unknown', () => ({ sessionType: 'party' }), INVALID],
  ['the type is one of every object', () => ({ sessionType: 'constructor' }), INVALID],
  ['the notes hold a NUL', () => ({ notes: 'a\u0000b' }), INVALID],
  ['the notes are a number', () => ({ notes: 7 }), INVALID],
  ['the notes are too long', () => ({ notes: 'x'.repeat(4001) }), INVALID],
  ['a field is unknown', () => ({ status: 'completed' }), INVALID],
  ['an id is no UUID', () => ({ patientId: '7' }), INVALID],
  ['an id is a piece of SQL', () => ({ siteId: `'; drop table scheduling.therapy_session; --` }), INVALID],
  ['an id is a list', () => ({ therapistId: [clinic.id('therapist')] }), INVALID],
  ['the site is another account’s', () => ({ siteId: harbour.id }), 'SITE_NOT_FOUND'],
  ['there is no such site', () => ({ siteId: newId() }), 'SITE_NOT_FOUND'],
  ['the sector is another site’s', () => ({ sectorId: hilltopSector }), 'SECTOR_NOT_FOUND'],
  ['the sector is another account’s', () => ({ sectorId: sectors[4].id }), 'SECTOR_NOT_FOUND'],
  ['the patient is another account’s', () => ({ patientId: clinic.id('otherPatient') }), 'PATIENT_NOT_FOUND'],
  ['the patient is a therapist', () => ({ patientId: clinic.id('miriam') }), 'PATIENT_NOT_FOUND'],
  ['the therapist is a patient', () => ({ therapistId: clinic.id('jonas') }), 'THERAPIST_NOT_FOUND'],
  ['there is no such therapist', () => ({ therapistId: newId() }), 'THERAPIST_NOT_FOUND'],
];

const BAD_MOVES: [string, Record<string, unknown>][] = [
  ...BAD_TIMES.map(([what, startsAt]) => [`startsAt is ${what}`, { startsAt }] as (typeof BAD_MOVES)[number]),
  ['the duration is a text', { startsAt: '2030-01-01T10:00:00Z', durationMinutes: '60' }],
  ['the duration is none that is offered', { startsAt: '2030-01-01T10:00:00Z', durationMinutes: 0 }],
];

function expectOverRest({ status, body, headers }: Answer, code: string): void {
  expect([status, body.error?.code]).toEqual([STATUS[code] ?? 404, code]);
  expect(Object.keys(body.error).sort()).toEqual(['code', 'details', 'message', 'requestId', 'timestamp']);
  expect([body.success, body.requestId]).toEqual([false, headers.get('x-request-id')]);
}

/** A value that no such variable takes is refused before the operation runs: then there is no data at all, and 400. */
function expectOverGraphql({ status, body }: Answer, code: string): void {
  expect([200, 400]).toContain(status);
  expect(body.data ?? null).toBeNull();
  expect(body.errors.map(({ extensions }: Json) => extensions.code)).toEqual([code]);
  expect(Object.keys(body.errors[0].extensions).sort()).toEqual(['code', 'details', 'requestId', 'timestamp']);
}

const mutation = (name: string, input: string) =>
  `mutation ($input: ${input}!) { ${name}(${name === 'scheduleTherapySession' ? '' : `id: "${sessionId}", `}input: $input) { id } }`;

describe.each(BAD_BOOKINGS)('a booking where %s', (_what, change, code) => {
  it('is refused over REST', async () => {
    expectOverRest(await admin.post(SESSIONS, { ...clinic.booking(), ...change() }), code);
  });

  it('is refused over GraphQL', async () => {
    const input = { ...clinic.booking(), ...change() };
    const query = mutation('scheduleTherapySession', 'ScheduleTherapySessionInput');
    expectOverGraphql(await admin.graphql(query, { input }), code);
  });
});

describe.each(BAD_MOVES)('moving a session where %s', (_what, input) => {
  it('is refused over REST and GraphQL', async () => {
    expectOverRest(await admin.post(`${SESSIONS}/${sessionId}/reschedule`, input), INVALID);
    const query = mutation('rescheduleTherapySession', 'RescheduleTherapySessionInput');
    expectOverGraphql(await admin.graphql(query, { input }), INVALID);
  });
});

it.each([7, 'a\u0000b', 'x'.repeat(501), ['ill']])('a session is not cancelled for the reason %j', async (reason) => {
  expectOverRest(await admin.post(`${SESSIONS}/${sessionId}/cancel`, { reason }), INVALID);
  const query = mutation('cancelTherapySession', 'CancelTherapySessionInput');
  expectOverGraphql(await admin.graphql(query, { input: { reason } }), INVALID);
});

describe('free slots', () => {
  const range = { from: '2030-01-01T00:00:00Z', to: '2030-01-08T00:00:00Z', durationMinutes: '60' };
  it.each<[string, Record<string, string>, string]>([
    ['until the end of all dates', { to: '+275760-09-13T00:00:00.000Z' }, INVALID],
    ['of many years', { to: '9999-12-31T23:59:59Z' }, INVALID],
    ['of a range that ends before it begins', { to: '2029-01-01T00:00:00Z' }, INVALID],
    ['from a day that is none', { from: '2030-02-30T00:00:00Z' }, INVALID],
    ['of a duration that is none', { durationMinutes: 'NaN' }, INVALID],
    ['at a site that is no id', { siteId: 'Riverside' }, INVALID],
    ['at another account’s site', { siteId: harbour.id }, 'SITE_NOT_FOUND'],
  ])('%s are refused', async (_what, change, code) => {
    const query = new URLSearchParams({ siteId: sites[0].id, ...range, ...change });
    expectOverRest(await admin.get(`/api/v1/therapists/${clinic.id('therapist')}/slots?${query}`), code);
  });

  it('of another account’s therapist are not found', async () => {
    const other = await clinic.as('otherAdmin');
    const query = new URLSearchParams({ siteId: harbour.id, ...range });
    const path = `/api/v1/therapists/${clinic.id('therapist')}/slots?${query}`;
    expectOverRest(await other.get(path), 'THERAPIST_NOT_FOUND');
  });
});
