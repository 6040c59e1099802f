import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sites } from '#apps/standalone/demo-practice.js';
import { METRICS } from '#platform/observability/metrics.module.js';
import { type Answer, type Client, type Json, type Practice, practice } from '#test/support/practice.js';
import { sentStatements } from '#test/support/sent-statements.js';

let house: Practice;
let admin: Client;

beforeAll(async () => {
  house = await practice();
  await house.settled();
  admin = await house.as('admin');
});
afterAll(() => house?.[Symbol.asyncDispose]());

const SESSION = `{ id siteId sectorId patientId therapistId startsAt endsAt durationMinutes sessionType status notes startedAt
  completedAt cancelledAt cancelReason createdAt updatedAt actions { name method href } }`;
const LIST = `query ($filter: TherapySessionFilterInput, $page: Int, $pageSize: Int, $cursor: String, $ordering: String) {
  therapySessions(filter: $filter, page: $page, pageSize: $pageSize, cursor: $cursor, ordering: $ordering) {
    count nextCursor items { id status startsAt patientId } } }`;
const SCHEDULE = `mutation ($input: ScheduleTherapySessionInput!) { scheduleTherapySession(input: $input) ${SESSION} }`;
const codes = ({ body }: Answer) => body.errors?.map(({ extensions }: Json) => extensions.code) ?? [];
const list = async (variables: object, as = admin) => (await as.graphql(LIST, variables)).body.data.therapySessions;

async function booked(change: { inDays: number; hour?: number }): Promise<Json> {
  const { body } = await admin.graphql(SCHEDULE, { input: house.booking(change) });
  expect(body.errors).toBeUndefined();
  return body.data.scheduleTherapySession;
}

describe('a session', () => {
  it('is the same as over REST, its times in ISO-8601 whether the query is compiled or not', async () => {
    const { id } = await booked({ inDays: 30 });
    const { data } = (await admin.get(`/api/v1/therapy-sessions/${id}`)).body;
    expect(data.startsAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/);
    for (let n = 0; n < 3; n++) {
      const { body } = await admin.graphql(`query ($id: ID!) { therapySession(id: $id) ${SESSION} }`, { id });
      expect(body.data.therapySession).toEqual(data);
    }
  });

  it('has patient, therapist, charge and history', async () => {
    const { id } = await booked({ inDays: 31 });
    await house.settled();
    const { body } = await admin.graphql(`{ therapySession(id: "${id}") {
      patient { id email profile { firstName birthDate } } therapist { id email profile { firstName } }
      charge { id sessionId status amount { amount currency } }
      events { id type source timestamp correlationId data metadata { version category userId target { type id } } } } }`);
    const { patient, therapist, charge, events } = body.data.therapySession;
    expect(patient).toMatchObject({ id: house.id('patient'), profile: { firstName: 'Paula', birthDate: null } });
    expect(therapist).toMatchObject({ id: house.id('therapist'), email: 'therapist@demo.test' });
    expect(charge).toMatchObject({ sessionId: id, status: 'open', amount: { amount: '120.00', currency: 'EUR' } });
    const overRest = (await admin.get(`/api/v1/therapy-sessions/${id}/events`)).body.results;
    expect(events.map((event: Json) => event.id)).toEqual(overRest.map((event: Json) => event.id));
    expect(events.at(-1)).toMatchObject({
      type: 'therapy_session.scheduled',
      source: 'scheduling',
      data: { sessionId: id },
      metadata: { version: '1', userId: house.id('admin'), target: { type: 'therapy_session', id } },
    });
  });

  it('that is another tenant’s, or not the caller’s to see, is not there', async () => {
    const { id } = await booked({ inDays: 32 });
    for (const name of ['otherAdmin', 'otherPatient', 'jonas', 'miriam'] as const) {
      const answer = await (await house.as(name)).graphql(`{ therapySession(id: "${id}") { id } }`);
      expect([answer.status, answer.body.data, codes(answer)]).toEqual([
        200,
        { therapySession: null },
        ['THERAPY_SESSION_NOT_FOUND'],
      ]);
    }
  });
});

describe('the list of sessions', () => {
  it('is the one of REST: same order, same count, page by page and cursor by cursor', async () => {
    const overRest = (await admin.get('/api/v1/therapy-sessions?pageSize=100')).body;
    const ids = overRest.results.map(({ id }: Json) => id);
    const seen: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const page: Json = await list({ pageSize: 3, cursor });
      expect(page.count).toBe(overRest.count);
      seen.push(...page.items.map(({ id }: Json) => id));
      cursor = page.nextCursor;
      if (!cursor) break;
    }
    expect(seen).toEqual(ids);
    expect((await list({ page: 2, pageSize: 3 })).items.map(({ id }: Json) => id)).toEqual(ids.slice(3, 6));
    const ascending = (await list({ ordering: 'startsAt', pageSize: 100 })).items.map(({ startsAt }: Json) => startsAt);
    expect(ascending).toEqual(ascending.toSorted());
  });

  it('is filtered', async () => {
    const all = (await list({ pageSize: 100 })).items;
    const wanted = async (filter: object) => (await list({ filter, pageSize: 100 })).items;
    const middle = all[Math.floor(all.length / 2)].startsAt;
    expect(await wanted({ status: ['completed', 'cancelled'] })).toEqual(
      all.filter(({ status }: Json) => status === 'completed' || status === 'cancelled'),
    );
    expect(await wanted({ status: 'started' })).toEqual(all.filter(({ status }: Json) => status === 'started'));
    expect(await wanted({ patientId: house.id('jonas') })).toEqual(
      all.filter(({ patientId }: Json) => patientId === house.id('jonas')),
    );
    expect(await wanted({ startsAtFrom: middle })).toEqual(all.filter(({ startsAt }: Json) => startsAt >= middle));
    expect(await wanted({ startsAtTo: middle })).toEqual(all.filter(({ startsAt }: Json) => startsAt < middle));
    expect(await wanted({ siteId: sites[2].id, sessionType: ['intake'] })).toEqual([]);
    expect(await wanted({ status: null, startsAtTo: null })).toEqual(all);
  });

  it('tells what is wrong with its arguments, by their own names', async () => {
    const filter = { status: ['gone'], startsAtFrom: 'soon', patientId: 'Paula' };
    const answer = await admin.graphql(LIST, { filter, pageSize: 101, page: 0, ordering: 'notes', cursor: 'x' });
    expect([answer.status, ...codes(answer)]).toEqual([200, 'VALIDATION_FAILED']);
    expect(Object.keys(answer.body.errors[0].extensions.details.fields).sort()).toEqual([
      'cursor',
      'ordering',
      'page',
      'pageSize',
      'patientId',
      'startsAtFrom',
      'status',
    ]);
  });

  it('shows each their own', async () => {
    const own = await list({ pageSize: 100 }, await house.as('jonas'));
    expect(own.items.length).toBeGreaterThan(0);
    for (const { patientId } of own.items) expect(patientId).toBe(house.id('jonas'));
    expect((await list({}, await house.as('otherAdmin'))).items).toEqual([]);
  });
});

describe('what hangs on the sessions of a page', () => {
  const page = (pageSize: number) => `{ therapySessions(pageSize: ${pageSize}) { items { id
    patient { id email } therapist { id email } charge { id } events { id } actions { name } } } }`;

  /** Selects from tables of contexts and from the history, of one request. */
  async function statementsOf(query: string): Promise<string[]> {
    const texts = await sentStatements(async () => {
      expect((await admin.graphql(query)).body.errors).toBeUndefined();
    });
    return texts.filter((text) => /from (scheduling|identity|billing)\.|e\.target_id = any/.test(text));
  }

  const contractCalls = async () => {
    const metric = await house.app
      .get(METRICS, { strict: false })
      .getSingleMetric('praxis_contract_call_seconds')
      .get();
    const counts = metric.values.filter(({ metricName }: Json) => metricName.endsWith('_count'));
    const ofScheduling = counts.filter(({ labels }: Json) => labels.caller === 'scheduling');
    return Object.fromEntries(ofScheduling.map(({ labels, value }: Json) => [labels.method, value]));
  };

  it('takes as many statements and calls for twenty as for one', async () => {
    await house.owner.query(
      `insert into scheduling.therapy_session (id, account_id, site_id, patient_id, therapist_id, starts_at, ends_at,
         duration_minutes, session_type, status, calendar_sequence, version, created_at, updated_at)
       select uuidv7(), account_id, site_id, (array[$1, $2, $3]::uuid[])[1 + n % 3], (array[$4, $5]::uuid[])[1 + n % 2],
         starts_at + n * interval '1 day', ends_at + n * interval '1 day', duration_minutes, session_type, 'completed', 0, 1,
         created_at, updated_at
       from scheduling.therapy_session, generate_series(100, 119) n where patient_id = $1 limit 20`,
      [house.id('patient'), house.id('jonas'), house.id('lena'), house.id('therapist'), house.id('miriam')],
    );
    for (const round of ['first run', 'compiled', 'again']) {
      const before = await contractCalls();
      const forTwenty = await statementsOf(page(20));
      const after = await contractCalls();
      expect(await statementsOf(page(1)), round).toHaveLength(forTwenty.length);
      // The page and its count, people, charges, events.
      expect(forTwenty, round).toHaveLength(5);
      expect(after.people - (before.people ?? 0)).toBe(1);
      expect(after.chargesOfSessions - (before.chargesOfSessions ?? 0)).toBe(1);
    }
    expect((await admin.graphql(page(20))).body.data.therapySessions.items).toHaveLength(20);
  });

  it('is read only when asked for', async () => {
    expect(await statementsOf('{ therapySessions(pageSize: 5) { items { id startsAt } } }')).toHaveLength(2);
    const [select] = await statementsOf('{ therapySessions(pageSize: 5) { items { startsAt patient { id } } } }');
    expect(select).toContain('patient_id as "patientId"');
    expect(select).not.toContain('notes');
  });

  it('does without charges while billing cannot answer, and tells when people cannot be read', async () => {
    const query = '{ therapySessions(pageSize: 2) { items { id patient { email } charge { id } } } }';
    const withoutTable = async (table: string) => {
      const [schema, name] = table.split('.');
      await house.owner.query(`alter table ${table} rename to away`);
      try {
        return await admin.graphql(query);
      } finally {
        await house.owner.query(`alter table ${schema}.away rename to ${name === 'user' ? '"user"' : name}`);
      }
    };
    const noCharges = await withoutTable('billing.charge');
    expect(codes(noCharges)).toEqual([]);
    for (const { patient, charge } of noCharges.body.data.therapySessions.items) {
      expect([patient.email, charge]).toEqual([expect.stringContaining('@demo.test'), null]);
    }
    const noPeople = await withoutTable('identity.user');
    expect([noPeople.status, codes(noPeople)]).toEqual([200, ['SERVICE_UNAVAILABLE', 'SERVICE_UNAVAILABLE']]);
    expect(noPeople.body.data.therapySessions.items.map(({ patient }: Json) => patient)).toEqual([null, null]);
    expect(JSON.stringify(noPeople.body)).not.toContain('identity.user');
  });
});

describe('a mutation', () => {
  it('does what REST does: a session goes through its life', async () => {
    const session = await booked({ inDays: 40 });
    expect(session).toMatchObject({ status: 'scheduled', patientId: house.id('patient'), notes: null });
    const { startsAt } = house.booking({ inDays: 41 });
    const moved = await admin.graphql(
      'mutation ($id: ID!, $input: RescheduleTherapySessionInput!) { rescheduleTherapySession(id: $id, input: $input) { startsAt durationMinutes } }',
      { id: session.id, input: { startsAt, durationMinutes: 45 } },
    );
    expect(moved.body.data.rescheduleTherapySession).toEqual({ startsAt, durationMinutes: 45 });
    const step = async (name: string) =>
      (await admin.graphql(`mutation { ${name}TherapySession(id: "${session.id}") { status actions { name } } }`)).body;
    expect((await step('start')).data.startTherapySession.status).toBe('started');
    expect((await step('complete')).data.completeTherapySession).toEqual({
      status: 'completed',
      actions: [{ name: 'view' }, { name: 'events' }, { name: 'delete' }],
    });
    expect((await step('cancel')).errors[0].extensions).toMatchObject({
      code: 'SESSION_STATE_CONFLICT',
      details: { status: 'completed', action: 'cancel' },
    });
    const { body } = await admin.get(`/api/v1/therapy-sessions/${session.id}/events`);
    expect(
      body.results
        .map(({ type }: Json) => type)
        .reverse()
        .filter((type: string) => type.startsWith('therapy')),
    ).toEqual(['scheduled', 'rescheduled', 'started', 'completed'].map((name) => `therapy_session.${name}`));
  });

  it('cancels with a reason or without', async () => {
    const [one, two, three] = [
      await booked({ inDays: 42 }),
      await booked({ inDays: 43 }),
      await booked({ inDays: 46 }),
    ];
    const cancel =
      'mutation ($id: ID!, $input: CancelTherapySessionInput) { cancelTherapySession(id: $id, input: $input) { status cancelReason } }';
    const withReason = await admin.graphql(cancel, { id: one.id, input: { reason: 'ill' } });
    expect(withReason.body.data.cancelTherapySession).toEqual({ status: 'cancelled', cancelReason: 'ill' });
    const without = await admin.graphql(cancel, { id: two.id });
    expect(without.body.data.cancelTherapySession).toEqual({ status: 'cancelled', cancelReason: null });
    const withNull = await admin.graphql(cancel, { id: three.id, input: null });
    expect(withNull.body).toEqual({ data: { cancelTherapySession: { status: 'cancelled', cancelReason: null } } });
  });

  it('that would book twice names the conflict', async () => {
    await booked({ inDays: 44 });
    const answer = await admin.graphql(SCHEDULE, { input: house.booking({ inDays: 44 }) });
    expect([answer.status, answer.body.data, ...codes(answer)]).toEqual([200, null, 'SESSION_TIME_CONFLICT']);
    expect(answer.body.errors[0].extensions.details.conflict.startsAt).toBe(house.booking({ inDays: 44 }).startsAt);
  });

  it('is refused to those who may not, and for what is not there', async () => {
    const { id } = await booked({ inDays: 45 });
    const start = `mutation { startTherapySession(id: "${id}") { id } }`;
    expect(codes(await (await house.as('patient')).graphql(start))).toEqual(['PERMISSION_DENIED']);
    expect(codes(await (await house.as('otherAdmin')).graphql(start))).toEqual(['THERAPY_SESSION_NOT_FOUND']);
    expect(codes(await house.anonymous().graphql(start))).toEqual(['UNAUTHENTICATED']);
  });
});
