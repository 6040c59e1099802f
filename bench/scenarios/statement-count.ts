import type { Bench } from '../bench.js';
import type { Result } from '../measure/interleave.js';
import { answerOf } from '../measure/same-response.js';
import { StatementCounter } from '../measure/statement-counter.js';
import type { HttpRequest } from '../measure/traffic.js';

/** Statements that one request causes, for a small page and a large one: equal, or there is an N+1. */
export async function constantStatements(
  bench: Bench,
  ownerUrl: string,
  [small, large]: readonly [HttpRequest, HttpRequest],
): Promise<Result> {
  const counter = await StatementCounter.before(ownerUrl);
  const server = await bench.app.startServer(
    { ownerUrl: counter.url, role: 'api', practice: bench.databases.practice },
    'graphql-sessions',
  );
  try {
    const forSmall = await statementsOf(small, server.url, counter);
    const forLarge = await statementsOf(large, server.url, counter);
    const ratio = forLarge / forSmall;
    return {
      id: 'B3',
      name: 'statements for a page of 50 against a page of 5',
      ours: forLarge,
      reference: forSmall,
      unit: 'statements',
      ratio,
      range: [ratio, ratio],
      target: '= 1',
      pass: forLarge === forSmall,
    };
  } finally {
    await server.stop();
    counter.close();
  }
}

/** The least of several tries: what the server does on its own in the meantime is not the request's. */
async function statementsOf(request: HttpRequest, url: string, counter: StatementCounter): Promise<number> {
  const tries: number[] = [];
  for (let attempt = 0; attempt < 8; attempt++) {
    const before = counter.statements;
    const answer = await answerOf(url, request);
    if (answer.status !== 200)
      throw new Error(`Counting statements got status ${answer.status}: ${JSON.stringify(answer.body)}`);
    tries.push(counter.statements - before);
  }
  return Math.min(...tries);
}
