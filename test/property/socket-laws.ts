import fc, { type Arbitrary } from 'fast-check';
import type { Socket } from 'socket.io-client';
import { contexts } from '#apps/contexts.js';
import { type ContextModule, manifestOf } from '#platform/composition/bounded-context.js';
import type { DescribedSocketEvent } from '#platform/docs-pages/asyncapi-source.js';
import { platformSocketMessages } from '#platform/realtime/realtime.module.js';
import { socketMessagesOf } from '#platform/realtime/socket-messages.js';
import { SocketClients } from '#platform/realtime/testing/socket-clients.js';
import type { Json } from '#test/support/practice.js';
import { type Person, peopleKinds } from './callers.js';
import { ClosedSchemas } from './closed-schemas.js';
import { leaksIn } from './leaks.js';
import { NASTY_TEXTS, nastyValue } from './nasty-values.js';
import { nearMiss } from './near-misses.js';
import type { Law } from './runs.js';
import { type Schema, SchemaValues } from './schema-values.js';
import type { TestedPractice } from './tested-practice.js';

const CODE = /^[A-Z][A-Z_]*$/;
const ANSWER_WITHIN = 10_000;
/** Fewer than one connection may send at once, so that what is sent is looked at and not only counted. */
const MESSAGES_PER_CONNECTION = 200;
/** The client's own library lets nobody send these. */
const RESERVED = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];
const REFUSAL: Schema = {
  type: 'object',
  required: ['ok', 'error'],
  properties: {
    ok: { type: 'boolean', enum: [false] },
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: { code: { type: 'string', pattern: CODE.source }, message: { type: 'string', minLength: 1 } },
    },
  },
};

export interface SocketTrial {
  readonly from: Person;
  readonly event: string;
  readonly payload: readonly Json[];
}

export const receivedMessages = (others: readonly ContextModule[] = []): DescribedSocketEvent[] =>
  [
    ...platformSocketMessages(),
    ...[...contexts, ...others].flatMap((context) => socketMessagesOf(manifestOf(context).gateways ?? [])),
  ].filter(({ direction }) => direction === 'clientToServer');

/** Sends what laws tell it to, over connections that are made anew when they are used up. */
export class SocketTrials {
  readonly #clients: SocketClients;
  readonly #open = new Map<string, Promise<{ socket: Socket; left: number }>>();
  readonly #documented = new ClosedSchemas();
  sent = 0;

  constructor(private readonly practice: TestedPractice) {
    this.#clients = new SocketClients(practice.clinic.url);
  }

  /** That each message is acknowledged as documented, whatever is in it. */
  laws(messages: readonly DescribedSocketEvent[], runs: number): Law<SocketTrial>[] {
    const values = new SchemaValues(this.practice.known, (schema) => schema);
    const known = messages.map(({ name, payloadSchema, ack }) =>
      this.#law(
        name,
        fc.constant(name),
        payloadsOf(values.of(payloadSchema as Schema, idIn(name))),
        runs,
        ack as Schema,
      ),
    );
    const names = fc.constantFrom(...NASTY_TEXTS.filter((name) => !RESERVED.includes(name)), 'event', 'notification');
    return [...known, this.#law('a message of no name', names, payloadsOf(nastyValue), runs)];
  }

  close(): void {
    this.#clients.close();
  }

  async connection(person: Person): Promise<Socket> {
    return this.#clients.connect({ token: await this.practice.callers.token(person) });
  }

  #law(
    name: string,
    events: Arbitrary<string>,
    payload: Arbitrary<Json[]>,
    runs: number,
    ack?: Schema,
  ): Law<SocketTrial> {
    return {
      name,
      values: fc.record({ from: peopleKinds, event: events, payload }),
      runs,
      holds: async ({ from, event, payload: sent }) => {
        const socket = await this.#connectionFor(from);
        this.sent += 1;
        const answer: Json = await socket
          .timeout(ANSWER_WITHIN)
          .emitWithAck(event, ...sent)
          .catch((error: Error) => {
            throw new Error(socket.connected ? error.message : 'the server ended the connection', { cause: error });
          });
        const problems = this.#problems(answer, JSON.stringify([event, sent]), ack);
        if (problems.length > 0) throw new Error(`${problems.join('\n  ')}\n  ${JSON.stringify(answer)}`);
      },
    };
  }

  #problems(answer: Json, asked: string, ack: Schema | undefined): string[] {
    const problems = leaksIn(JSON.stringify(answer) ?? '', asked);
    if (answer?.ok === false) {
      if (answer.error?.code === 'INTERNAL_ERROR') problems.push('INTERNAL_ERROR');
      return [...problems, ...this.#documented.problems(REFUSAL, answer)];
    }
    if (!ack) return [...problems, 'a message that there is not was taken'];
    return [...problems, ...this.#documented.problems(ack, answer)];
  }

  async #connectionFor(person: Person): Promise<Socket> {
    const known = await this.#open.get(person);
    if (known?.socket.connected && known.left > 0) {
      known.left -= 1;
      return known.socket;
    }
    // The one that is used up stays open: others may still wait for answers on it.
    const opened = this.connection(person).then((socket) => ({ socket, left: MESSAGES_PER_CONNECTION }));
    this.#open.set(person, opened);
    return (await opened).socket;
  }
}

/** A message whose whole payload is an id says by its name of what. */
const idIn = (name: string): string => name.slice(name.lastIndexOf('-') + 1);

const payloadsOf = (right: Arbitrary<Json>): Arbitrary<Json[]> =>
  fc.oneof(
    { weight: 4, arbitrary: right.map((value) => [value]) },
    { weight: 5, arbitrary: nearMiss(right).map((value) => [value]) },
    { weight: 2, arbitrary: nastyValue.map((value) => [value]) },
    { weight: 1, arbitrary: fc.array(nastyValue, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }).map((bytes) => [Buffer.from(bytes)]) },
    {
      weight: 1,
      arbitrary: fc
        .uint8Array({ maxLength: 50 })
        .map((bytes) => [{ type: Buffer.from(bytes), id: Buffer.from(bytes) }]),
    },
  );
