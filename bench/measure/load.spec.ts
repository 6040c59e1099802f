import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { applyLoad, type LoadPlan } from './load.js';

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone';
const REQUEST = 'GET / HTTP/1.1\r\nhost: test\r\n\r\n';

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** A server that answers each request by hand. */
async function answering(answer: (socket: Socket) => void): Promise<LoadPlan> {
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => answer(socket));
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    host: '127.0.0.1',
    port: typeof address === 'object' && address ? address.port : 0,
    connections: 4,
    warmSeconds: 0,
    seconds: 0.3,
    from: 0,
    maxRequests: 100_000,
    expected: { status: 200, length: 4 },
  };
}

describe('the load generator', () => {
  test('counts the responses of a closed loop', async () => {
    let answered = 0;
    const plan = await answering((socket) => {
      answered += 1;
      socket.write(OK);
    });
    const report = await applyLoad(plan, () => REQUEST);
    expect(report.sent).toBe(answered);
    expect(report.perSecond * plan.seconds).toBeLessThanOrEqual(answered);
    expect(report.perSecond * plan.seconds).toBeGreaterThan(answered * 0.9);
  });

  test('sends no more requests than it may', async () => {
    const plan = await answering((socket) => socket.write(OK));
    expect((await applyLoad({ ...plan, maxRequests: 10 }, () => REQUEST)).sent).toBe(10);
  });

  test('gives every request its own number', async () => {
    const plan = await answering((socket) => socket.write(OK));
    const numbers: number[] = [];
    await applyLoad({ ...plan, from: 5, maxRequests: 20 }, (number) => {
      numbers.push(number);
      return REQUEST;
    });
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => 5 + index));
  });

  test('reads a response that comes in pieces', async () => {
    const plan = await answering((socket) => {
      socket.write(OK.slice(0, 20));
      setImmediate(() => socket.write(OK.slice(20, -2)));
      setTimeout(() => socket.write(OK.slice(-2)), 2);
    });
    expect((await applyLoad(plan, () => REQUEST)).sent).toBeGreaterThan(4);
  });

  test.each([
    ['status', 'HTTP/1.1 500 Oops\r\ncontent-length: 4\r\n\r\ndone', 'Status 500'],
    ['length', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\ndone!', '5 bytes came where 4'],
    ['missing length', 'HTTP/1.1 200 OK\r\n\r\ndone', 'no content-length'],
    ['surplus', `${OK}more`, 'more bytes than it announced'],
  ])('ends at the first response with a wrong %s', async (_what, response, message) => {
    const plan = await answering((socket) => socket.write(response));
    await expect(applyLoad(plan, () => REQUEST)).rejects.toThrow(message);
  });

  test('ends when the server closes a connection that waits for its response', async () => {
    const plan = await answering((socket) => socket.destroy());
    await expect(applyLoad(plan, () => REQUEST)).rejects.toThrow('closed a connection');
  });

  test('keeps the rate of an open loop', async () => {
    const plan = await answering((socket) => socket.write(OK));
    const report = await applyLoad({ ...plan, seconds: 0.5, perSecond: 400 }, () => REQUEST);
    expect(report.sent).toBe(200);
    expect(report.perSecond).toBe(400);
  });

  test('counts a stall for every request that was due in it', async () => {
    const began = performance.now();
    const plan = await answering((socket) => {
      const stalled = Math.max(0, 400 - (performance.now() - began));
      setTimeout(() => socket.write(OK), stalled);
    });
    const report = await applyLoad({ ...plan, seconds: 0.8, perSecond: 200 }, () => REQUEST);
    // Half of the requests fell due in the stall; a generator that waits with its server would report only four slow ones.
    expect(report.latencies.p95).toBeGreaterThan(200);
  });
});
