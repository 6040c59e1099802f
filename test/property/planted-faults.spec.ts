import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { misfits } from './graphql-answers.js';
import { graphqlLaws } from './graphql-laws.js';
import { PlantedModule } from './planted-context.js';
import { restLaws } from './rest-laws.js';
import { type RestInterface, restInterfaceOf } from './rest-operations.js';
import { BrokenLawsError, holdAll, type Law } from './runs.js';
import { receivedMessages, SocketTrials } from './socket-laws.js';
import { type TestedPractice, testedPractice } from './tested-practice.js';
import { Wire } from './wire.js';

let practice: TestedPractice;
let wire: Wire;
let trials: SocketTrials;
let rest: RestInterface;

beforeAll(async () => {
  practice = await testedPractice([PlantedModule]);
  wire = new Wire(practice.clinic.url);
  trials = new SocketTrials(practice);
  rest = restInterfaceOf(practice.clinic.app);
});
afterAll(async () => {
  trials?.close();
  await wire?.[Symbol.asyncDispose]();
  await practice?.[Symbol.asyncDispose]();
});

async function brokenAmong<T>(laws: readonly Law<T>[], name: string): Promise<string> {
  const chosen = laws.filter((law) => law.name.includes(name));
  expect(chosen.length).toBe(1);
  const error = await holdAll(chosen).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(BrokenLawsError);
  return (error as BrokenLawsError).message;
}

describe('a route is found out', () => {
  it.each([
    ['type-error', 'the status is 500'],
    [
      'extra-field',
      'not as documented: /data must NOT have unevaluated properties {"unevaluatedProperty":"passwordHash"}',
    ],
    ['missing-field', "not as documented: /data must have required property 'sent'"],
    ['wrong-type', 'not as documented: the whole must have required property'],
    ['undocumented', 'the document does not say what a 200'],
    ['leaked-path', 'the place of a file is in the answer'],
    ['leaked-sql', 'SQL is in the answer'],
    ['odd-code', '"odd-code" is not the form of a code'],
    ['stolen', 'of another account, is in the answer'],
  ])('that has a %s', async (route, problem) => {
    const { laws } = restLaws(practice, rest, wire, 150);
    expect(await brokenAmong(laws, `/planted/${route}`)).toContain(problem);
  });
});

describe('an operation of GraphQL is found out', () => {
  it.each([
    ['plantedTypeError', 'INTERNAL_ERROR at plantedTypeError'],
    ['plantedStolen', 'of another account, is in the answer'],
  ])('that is %s', async (operation, problem) => {
    const { laws } = graphqlLaws(practice, rest, wire, 150);
    expect(await brokenAmong(laws, operation)).toContain(problem);
  });

  it('that answers with what was not asked for, or not of its type', () => {
    const query = '{ me { id again: email roles profile { birthDate } } }';
    const me = { id: '1', again: 'a', roles: ['admin'], profile: null };
    const found = (change: object) => misfits(practice.schema, { query }, { me: { ...me, ...change } });
    expect(found({})).toEqual([]);
    expect(found({ email: 'a' })).toEqual(['data.me.email was not asked for']);
    expect(found({ id: 1 })).toEqual(['data.me.id is no ID: 1']);
    expect(found({ id: null })).toEqual(['data.me.id is null']);
    expect(found({ roles: 'admin' })).toEqual(['data.me.roles is no list']);
    expect(found({ profile: {} })).toEqual(['data.me.profile.birthDate is missing']);
  });
});

describe('a message of a socket is found out', () => {
  it.each([
    ['planted-type-error', 'INTERNAL_ERROR'],
    ['planted-extra', 'must NOT have unevaluated properties'],
    ['planted-ending', 'the server ended the connection'],
  ])('that is %s', async (message, problem) => {
    const laws = trials.laws(receivedMessages([PlantedModule]), 100);
    expect(await brokenAmong(laws, message)).toContain(problem);
  });
});

describe('damage to the data is found out', () => {
  const change = (sql: string) => practice.clinic.owner.query(sql);

  it('in another account', async () => {
    expect(await practice.damage()).toEqual([]);
    await change(`update identity.user set birth_place = 'Berlin' where email = 'jonas@bystander.test'`);
    expect(await practice.damage()).toEqual([expect.stringContaining('identity."user" of the bystander')]);
    await change(`update identity.user set birth_place = null where email = 'jonas@bystander.test'`);
    expect(await practice.damage()).toEqual([]);
  });

  it('when a session is there without the event of its booking', async () => {
    const first = `(select min(position) from messaging.event where type = 'therapy_session.scheduled')`;
    await change(`update messaging.event set type = 'lost' where position = ${first}`);
    expect(await practice.damage()).toEqual([
      expect.stringContaining('1 sessions without exactly one event of their booking'),
    ]);
    await change(`update messaging.event set type = 'therapy_session.scheduled' where type = 'lost'`);
    expect(await practice.damage()).toEqual([]);
  });

  it('between sessions, their events and their charges', async () => {
    const booked = `(select id from scheduling.therapy_session where status = 'scheduled' and account_id::text not like 'b0b0%' limit 1)`;
    await change(`delete from billing.charge where session_id = ${booked}`);
    await change(`update scheduling.therapy_session set cancelled_at = now() where id = ${booked}`);
    await change(`update messaging.event set type = 'lost' where type = 'user.registered' and target_id like '%31'`);
    expect(await practice.damage()).toEqual([
      expect.stringContaining('1 sessions whose state and events contradict each other'),
      expect.stringContaining('1 sessions without exactly one charge'),
      expect.stringContaining('1 people without exactly one event of their making'),
    ]);
  });
});
