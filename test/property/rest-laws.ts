import { isPerson } from './callers.js';
import { ClosedSchemas } from './closed-schemas.js';
import { kindOf } from './known-values.js';
import { problemsOf } from './rest-answers.js';
import { type RestInterface, type RestOperation, resolverOf } from './rest-operations.js';
import { type RestRequest, requestsFor, takesKey } from './rest-requests.js';
import type { Law } from './runs.js';
import { SchemaValues } from './schema-values.js';
import type { TestedPractice } from './tested-practice.js';
import type { Wire } from './wire.js';

export interface RestTrial {
  readonly laws: Law<RestRequest>[];
  /** Names of operations that answered with success at least once. */
  readonly succeeded: ReadonlySet<string>;
}

/** That each operation answers whatever it is asked, and as it is documented. */
export function restLaws(
  { callers, known }: TestedPractice,
  { operations, schemas }: RestInterface,
  wire: Wire,
  runs: number,
): RestTrial {
  const values = new SchemaValues(known, resolverOf(schemas));
  const documented = new ClosedSchemas(schemas);
  const succeeded = new Set<string>();
  const law = (operation: RestOperation): Law<RestRequest> => ({
    name: operation.name,
    values: requestsFor(operation, values, known),
    runs,
    async holds({ from, ...request }) {
      const authorization = await callers.authorization(from);
      const headers: Record<string, string> = { ...(authorization && { authorization }), ...request.headers };
      const sent = { ...request, headers };
      const answer = await wire.send(sent);
      const problems = problemsOf(documented, operation, sent, answer);
      if (headers['idempotency-key'] && answer.status < 300 && takesKey(operation)) {
        const again = await wire.send(sent);
        problems.push(...problemsOf(documented, operation, sent, again));
        if (again.replayed ? again.text !== answer.text : again.status < 300) problems.push('it was done twice');
      }
      if (problems.length > 0)
        throw new Error(`${[...new Set(problems)].join('\n  ')}\n  ${answer.status} ${answer.text.slice(0, 800)}`);
      if (answer.status === 401 && isPerson(from) && operation.needsCredential) callers.ended(from);
      if (answer.status >= 300 || request.method !== operation.method) return;
      succeeded.add(operation.name);
      callers.succeeded(from, operation.name);
      if (answer.status === 201 && answer.json?.data?.id) known.add(kindAt(operation), answer.json.data.id);
    },
  });
  return { laws: operations.map(law), succeeded };
}

/** What is made by a POST to this path. */
const kindAt = ({ path }: RestOperation): string => kindOf(path.slice(path.lastIndexOf('/') + 1));
