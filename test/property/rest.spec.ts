import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerKinds } from './callers.js';
import { ClosedSchemas } from './closed-schemas.js';
import { nastyText } from './nasty-values.js';
import { rawRequests, sendRaw } from './raw-http.js';
import { problemsOf, UNIFIED_ERROR } from './rest-answers.js';
import { restLaws } from './rest-laws.js';
import { type RestInterface, restInterfaceOf } from './rest-operations.js';
import { holdAll, scaled } from './runs.js';
import { type TestedPractice, testedPractice } from './tested-practice.js';
import { Wire } from './wire.js';

const REQUESTS = 4_000;
/** Of the operations, at least these must have been reached by a request that was in order. */
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

describe('whatever is sent over REST', () => {
  it('is answered as the document says, with nothing of the inside or of another account', async () => {
    expect(rest.operations.length).toBeGreaterThan(40);
    const trial = restLaws(practice, rest, wire, Math.ceil(REQUESTS / rest.operations.length));
    await holdAll(trial.laws);
    expect(wire.sent).toBeGreaterThanOrEqual(scaled(REQUESTS));
    const unreached = rest.operations.filter(({ name }) => !trial.succeeded.has(name)).map(({ name }) => name);
    expect(unreached.length, `never succeeded: ${unreached.join(', ')}`).toBeLessThan(
      rest.operations.length * (1 - REACHED),
    );
  }, 120_000);

  it('is answered where no operation is, too', async () => {
    const schemas = new ClosedSchemas(rest.schemas);
    const places = ['/', '/api', '/api/v1', '/api/v1/', '/health', '/health/live', '/health/ready'];
    const documents = [
      '/metrics',

      '/api/openapi.json',
      '/api/asyncapi.json',
      '/__proto__',
      '/constructor',
    ];
    const ends = fc.oneof(
      fc.constant(''),
      nastyText.map((text) => `/${encodeURIComponent(text.toWellFormed())}`),
    );
    const requests = fc.record({
      method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
      path: fc.tuple(fc.constantFrom(...places, ...documents), ends).map((parts) => parts.join('')),
      from: callerKinds,
    });
    await holdAll([
      {
        name: 'no operation',
        values: requests,
        runs: 200,
        async holds({ method, path, from }) {
          const authorization = await practice.callers.authorization(from);
          const request = { method, path, headers: { ...(authorization && { authorization }) } };
          const answer = await wire.send(request);
          // Socket and page servers of others answer with bodies of their own, but not with errors of ours.
          const problems = problemsOf(schemas, undefined, request, answer);
          if (problems.length > 0)
            throw new Error(`${problems.join('\n  ')}\n  ${answer.status} ${answer.text.slice(0, 500)}`);
        },
      },
    ]);
  }, 60_000);

  it('is refused in the unified form, or hung up on, when it is no HTTP', async () => {
    const schemas = new ClosedSchemas(rest.schemas);
    await holdAll([
      {
        name: 'no HTTP',
        values: rawRequests,
        runs: 120,
        async holds(bytes) {
          const { status = 400, body } = await sendRaw(practice.clinic.url, bytes);
          expect(status, body).toBeLessThan(500);
          if (body === '') return;
          expect(schemas.problems(UNIFIED_ERROR, JSON.parse(/\{.*\}/s.exec(body)?.[0] ?? 'null')), body).toEqual([]);
        },
      },
    ]);
  }, 60_000);

  it('leaves the data in order and the bystander alone', async () => {
    expect(await practice.damage()).toEqual([]);
    expect((await practice.clinic.anonymous().get('/health/ready')).status).toBe(200);
  }, 60_000);
});
