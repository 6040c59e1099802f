import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accounts } from '#apps/standalone/demo-practice.js';
import { newId } from '#platform/context/ids.js';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';

const PATH = '/api/v1/system/dead-letters';
const LETTER =
  '{ id reaction eventId eventType target attempts error { code message } parkedAt actions { name method href } }';

let clinic: Practice;
let admin: Client;

beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

beforeEach(async () => {
  await clinic.owner.query('delete from messaging.parked_event');
  await clinic.owner.query(
    `insert into messaging.parked_event (id, account_id, reaction, seq, event_id, event_type, target, state, attempts,
       next_attempt_at, error, parked_at)
     select gen_random_uuid(), $1, 'lab.' || n % 2, n, gen_random_uuid(), 'lab.happened', 'thing:' || n, 'dead', 5,
       now() + interval '1 day', '{"code": "LAB", "message": "Broken."}', timestamptz '2001-01-01' + n * interval '1 minute'
     from generate_series(1, 5) n`,
    [accounts[0].id],
  );
});

const ask = async (query: string, variables?: object, as = admin) => (await as.graphql(query, variables)).body;
const overRest = async (query = ''): Promise<Json[]> => (await admin.get(`${PATH}${query}`)).body.results;

describe('dead letters over GraphQL', () => {
  it('are the same as over REST, one and all', async () => {
    const letters = await overRest();
    const { data } = await ask(
      `query ($id: ID!) { deadLetter(id: $id) ${LETTER} deadLetters { count items ${LETTER} } }`,
      {
        id: letters[2].id,
      },
    );
    expect(data).toEqual({ deadLetter: letters[2], deadLetters: { count: 5, items: letters } });
  });

  it('are filtered and paged', async () => {
    const list = `query ($filter: DeadLetterFilterInput, $cursor: String) {
      deadLetters(filter: $filter, cursor: $cursor, pageSize: 2, ordering: "parkedAt") { count nextCursor items { target } } }`;
    const targets = ({ data }: Json) => data.deadLetters.items.map(({ target }: Json) => target);
    const first = await ask(list, { filter: { reaction: ['lab.1'] } });
    expect([targets(first), first.data.deadLetters.count]).toEqual([['thing:1', 'thing:3'], 3]);
    const cursor = first.data.deadLetters.nextCursor;
    expect(targets(await ask(list, { filter: { reaction: ['lab.1'] }, cursor }))).toEqual(['thing:5']);
    const window = { parkedAtFrom: '2001-01-01T00:02:00Z', parkedAtTo: '2001-01-01T00:04:00Z' };
    expect(targets(await ask(list, { filter: window }))).toEqual(['thing:2', 'thing:3']);
    const wrong = await ask(list, { filter: { parkedAtFrom: 'yesterday' } });
    expect(Object.keys(wrong.errors[0].extensions.details.fields)).toEqual(['parkedAtFrom']);
  });

  it('are replayed, one or those of a reaction or all', async () => {
    const [{ id }] = await overRest('?reaction=lab.0');
    const one = await ask('mutation ($id: ID!) { replayDeadLetter(id: $id) { replayed } }', { id });
    expect(one.data).toEqual({ replayDeadLetter: { replayed: 1 } });
    const some = await ask('mutation { replayDeadLetters(input: { reaction: "lab.1" }) { replayed } }');
    expect(some.data).toEqual({ replayDeadLetters: { replayed: 3 } });
    const rest = await ask('mutation { replayDeadLetters { replayed } }');
    expect(rest.data).toEqual({ replayDeadLetters: { replayed: 1 } });
    expect(await overRest()).toEqual([]);
  });

  it('that there are not are told so', async () => {
    for (const query of [
      'query ($id: ID!) { deadLetter(id: $id) { id } }',
      'mutation ($id: ID!) { replayDeadLetter(id: $id) { replayed } }',
    ]) {
      expect((await ask(query, { id: newId() })).errors[0].extensions.code).toBe('DEAD_LETTER_NOT_FOUND');
    }
  });
});
