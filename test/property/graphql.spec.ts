import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClosedSchemas } from './closed-schemas.js';
import { graphqlProblems } from './graphql-answers.js';
import { GraphqlDocuments } from './graphql-documents.js';
import { graphqlLaws } from './graphql-laws.js';
import { nastyValue } from './nasty-values.js';
import { type RestInterface, restInterfaceOf } from './rest-operations.js';
import { holdAll, scaled } from './runs.js';
import { type TestedPractice, testedPractice } from './tested-practice.js';
import { Wire } from './wire.js';

const REQUESTS = 1_200;
const REACHED = 0.6;

let practice: TestedPractice;
let wire: Wire;
let rest: RestInterface;

beforeAll(async () => {
  practice = await testedPractice();
  wire = new Wire(practice.clinic.url);
  rest = restInterfaceOf(practice.clinic.app);
});
afterAll(async () => {
  await wire?.[Symbol.asyncDispose]();
  await practice?.[Symbol.asyncDispose]();
});

describe('whatever is sent over GraphQL', () => {
  it('is answered with values of the schema’s types and errors with a code', async () => {
    const { operations } = new GraphqlDocuments(practice.schema, practice.known);
    const trial = graphqlLaws(practice, rest, wire, Math.ceil(REQUESTS / operations.length));
    expect(trial.laws.length).toBeGreaterThan(20);
    await holdAll(trial.laws);
    expect(wire.sent).toBeGreaterThanOrEqual(scaled(REQUESTS));
    const unreached = trial.laws.filter(({ name }) => !trial.succeeded.has(name)).map(({ name }) => name);
    expect(unreached.length, `never succeeded: ${unreached.join(', ')}`).toBeLessThan(
      trial.laws.length * (1 - REACHED),
    );
  }, 120_000);

  it('is refused in the same form when it is no request at all', async () => {
    const unified = new ClosedSchemas(rest.schemas);
    const bodies = fc.oneof(
      nastyValue.map((value) => JSON.stringify(value)),
      fc.constantFrom(
        '{',
        '[]',
        '[{"query":"{ me { id } }"}]',
        '{ me { id } }',
        '{"query":"{ me { id } }"',
        '"{ me { id } }"',
      ),
    );
    const types = fc.constantFrom('application/json', 'application/graphql', 'text/plain', 'multipart/form-data', '');
    await holdAll([
      {
        name: 'no request',
        values: fc.record({ body: bodies, type: types, method: fc.constantFrom('POST', 'POST', 'PUT', 'DELETE') }),
        runs: 150,
        async holds({ body, type, method }) {
          const answer = await wire.send({
            method,
            path: '/graphql',
            headers: type ? { 'content-type': type } : {},
            body,
          });
          const problems = graphqlProblems(practice.schema, unified, { query: body }, answer);
          if (problems.length > 0)
            throw new Error(`${problems.join('\n  ')}\n  ${answer.status} ${answer.text.slice(0, 500)}`);
        },
      },
    ]);
  }, 60_000);

  it('leaves the data in order and the bystander alone', async () => {
    expect(await practice.damage()).toEqual([]);
    expect((await practice.clinic.anonymous().get('/health/ready')).status).toBe(200);
  }, 60_000);
});
