import fc from 'fast-check';
import type { Json } from '#test/support/practice.js';
import { type CallerKind, callerKinds, isPerson } from './callers.js';
import { ClosedSchemas } from './closed-schemas.js';
import { graphqlProblems } from './graphql-answers.js';
import { GraphqlDocuments, type GraphqlRequest } from './graphql-documents.js';
import { type KnownValues, kindOf } from './known-values.js';
import type { RestInterface } from './rest-operations.js';
import type { Law } from './runs.js';
import type { TestedPractice } from './tested-practice.js';
import type { Wire } from './wire.js';

interface Trial {
  readonly from: CallerKind;
  readonly request: GraphqlRequest;
}

/** People and accounts stay those that may be spoiled. */
const SPARED: readonly string[] = ['User', 'Account'];
const OUTSIDER = 'admin of another account';

/** Objects that were told of can be asked for. */
function learn(known: KnownValues, given: Json): void {
  if (typeof given !== 'object' || given === null) return;
  for (const part of Object.values(given)) learn(known, part);
  const { __typename: type, id } = given;
  if (typeof type === 'string' && typeof id === 'string' && !SPARED.includes(type))
    known.add(kindOf(type).slice(1), id);
}

/** That each query and mutation answers whatever it is asked, and with values of the schema's types. */
export function graphqlLaws(
  { callers, known, schema }: TestedPractice,
  { schemas }: RestInterface,
  wire: Wire,
  runs: number,
): { laws: Law<Trial>[]; succeeded: ReadonlySet<string> } {
  const documents = new GraphqlDocuments(schema, known);
  const unified = new ClosedSchemas(schemas);
  const succeeded = new Set<string>();
  const from = fc.oneof(
    { weight: 3, arbitrary: fc.constant<CallerKind>('admin') },
    { weight: 2, arbitrary: callerKinds },
  );
  const laws = documents.operations.map(
    ({ kind, field }): Law<Trial> => ({
      name: `${kind} ${field.name}`,
      values: fc.record({ from, request: documents.requestsFor(kind, field) }),
      runs,
      async holds({ from: caller, request }) {
        const authorization = await callers.authorization(caller);
        const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
        const answer = await wire.send({ method: 'POST', path: '/graphql', headers, body: JSON.stringify(request) });
        const problems = graphqlProblems(schema, unified, request, answer);
        if (problems.length > 0)
          throw new Error(`${[...new Set(problems)].join('\n  ')}\n  ${answer.status} ${answer.text.slice(0, 800)}`);
        if (answer.text.includes('"UNAUTHENTICATED"') && isPerson(caller)) callers.ended(caller);
        const given = answer.json?.data?.[field.name];
        if (given == null) return;
        succeeded.add(`${kind} ${field.name}`);
        if (kind === 'mutation') callers.succeeded(caller, field.name);
        if (isPerson(caller) && caller !== OUTSIDER) learn(known, given);
      },
    }),
  );
  return { laws, succeeded };
}
