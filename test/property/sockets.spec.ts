import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nastyText } from './nasty-values.js';
import { holdAll, scaled } from './runs.js';
import { receivedMessages, SocketTrials } from './socket-laws.js';
import { type TestedPractice, testedPractice } from './tested-practice.js';
import { Wire } from './wire.js';

const MESSAGES = 800;

/** Packets of socket.io and its engine that no client sends. */
const PACKETS = [
  '',
  '0',
  '0{"token":"x"}',
  '0/admin,{}',
  '1',
  '2',
  '2[]',
  '2{}',
  '2[null]',
  '2[{}]',
  '2["watch"',
  '2["disconnect"]',
  '2["connect_error",{}]',
  '2["newListener"]',
  '2["error",{}]',
  '3["x"]',
  '399999999999999999["x"]',
  '4{"message":"x"}',
  '51-["watch",{"_placeholder":true,"num":0}]',
  '51-["watch",{"_placeholder":true,"num":"toString"}]',
  '599999999-["watch",{"_placeholder":true,"num":0}]',
  '5-["watch"]',
  '61-[{"_placeholder":true,"num":-1}]',
  '9',
  '2/__proto__,["watch"]',
  '21["__proto__"]',
  `2["watch",${'['.repeat(10_000)}${']'.repeat(10_000)}]`,
  `2["watch","${'x'.repeat(100_000)}"]`,
];

let practice: TestedPractice;
let trials: SocketTrials;

beforeAll(async () => {
  practice = await testedPractice();
  trials = new SocketTrials(practice);
});
afterAll(async () => {
  trials?.close();
  await practice?.[Symbol.asyncDispose]();
});

describe('whatever is sent over a socket', () => {
  it('is acknowledged, and ends neither the connection nor in an internal error', async () => {
    const messages = receivedMessages();
    expect(messages.length).toBeGreaterThan(3);
    await holdAll(trials.laws(messages, Math.ceil(MESSAGES / (messages.length + 1))));
    expect(trials.sent).toBeGreaterThanOrEqual(scaled(MESSAGES));
  }, 60_000);

  it('costs at most the connection when it is no message at all', async () => {
    const witness = await trials.connection('therapist');
    const packets = fc.oneof(
      fc.constantFrom(...PACKETS),
      nastyText,
      nastyText.map((text) => `2["watch",${text}]`),
    );
    await holdAll([
      {
        name: 'no message',
        values: fc.array(packets, { minLength: 1, maxLength: 5 }),
        runs: 80,
        async holds(sent) {
          const socket = await trials.connection('patient');
          for (const packet of sent) socket.io.engine.write(packet);
          expect(await witness.timeout(10_000).emitWithAck('watch', {})).toMatchObject({ ok: false });
          socket.disconnect();
        },
      },
    ]);
    expect(witness.connected).toBe(true);
    witness.disconnect();
  }, 60_000);

  it('is refused before there is a connection when it is no handshake', async () => {
    await using wire = new Wire(practice.clinic.url);
    const parts = {
      EIO: nastyText,
      transport: fc.constantFrom('polling', 'websocket', 'constructor', ''),
      sid: nastyText,
      t: nastyText,
    };
    await holdAll([
      {
        name: 'no handshake',
        values: fc.record({
          method: fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS'),
          query: fc.record(parts, { requiredKeys: [] }),
        }),
        runs: 120,
        async holds({ method, query }) {
          const well = Object.entries(query).map(([name, value]) => [name, value.slice(0, 2_000).toWellFormed()]);
          const path = `/socket.io/?${new URLSearchParams(well as [string, string][])}`;
          const { status } = await wire.send({
            method,
            path,
            headers: {},
            body: method === 'POST' ? '4{}' : undefined,
          });
          expect(status).toBeLessThan(500);
        },
      },
    ]);
    expect((await practice.clinic.anonymous().get('/health/ready')).status).toBe(200);
  }, 60_000);

  it('leaves the data in order and the bystander alone', async () => {
    expect(await practice.damage()).toEqual([]);
  }, 60_000);
});
