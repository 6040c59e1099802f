import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { bookingRequest } from '../scenarios/schedule-sessions.traffic.js';
import type { ProbeOrder } from './notification-probe.js';
import { answerOf } from './same-response.js';

/** Process of the browser's side of B5, on the generator's core. */
interface Arrival {
  readonly at: number;
  readonly text: string;
}

const PATIENCE_MS = 10_000;

process.on('disconnect', () => process.exit());
process.on('message', async (order: ProbeOrder) => {
  try {
    process.send?.({ delays: await probe(order) });
  } catch (error) {
    process.send?.({ failure: error instanceof Error ? error.message : String(error) });
  }
});
process.send?.({ ready: true });

/** Books one session after the other, with nothing else going on; milliseconds from each request to its notification. */
async function probe({ url, practice, slots, idleMs }: ProbeOrder): Promise<number[]> {
  const arrivals: Arrival[] = [];
  const socket = io(url, { auth: { token: practice.therapistToken }, transports: ['websocket'] });
  socket.on('notification', (notification: unknown, acknowledge?: () => void) => {
    arrivals.push({ at: performance.now(), text: JSON.stringify(notification) });
    acknowledge?.();
  });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  const delays: number[] = [];
  try {
    for (const slot of slots) {
      const sent = performance.now();
      const { status, body } = await answerOf(url, bookingRequest(practice, slot));
      if (status !== 201) throw new Error(`Booking got status ${status}: ${JSON.stringify(body)}`);
      const { id } = (body as { data: { id: string } }).data;
      delays.push((await arrivalOf(id, arrivals, socket)) - sent);
      arrivals.length = 0;
      await pause(idleMs);
    }
  } finally {
    socket.disconnect();
  }
  return delays;
}

/** The notification that names the session; it may have come before the answer to the request. */
async function arrivalOf(sessionId: string, arrivals: Arrival[], socket: ReturnType<typeof io>): Promise<number> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = arrivals.find(({ text }) => text.includes(sessionId));
    if (found) return found.at;
    if (performance.now() > giveUpAt) throw new Error(`No notification of a new session within ${PATIENCE_MS} ms.`);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 100);
      socket.once('notification', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
