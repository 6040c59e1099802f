import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;

/** Waits until a URL answers 200. @throws when `limitMs` has passed, or as soon as `ended` resolves */
export async function untilReady(url: string, limitMs: number, ended: Promise<string>): Promise<void> {
  const giveUpAt = performance.now() + limitMs;
  let over: string | undefined;
  ended.then((reason) => {
    over = reason;
  });
  let last = 'no answer';
  while (performance.now() < giveUpAt) {
    if (over !== undefined) throw new Error(`The server ended before it was ready: ${over}`);
    try {
      const { status } = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      if (status === 200) return;
      last = `status ${status}`;
    } catch (error) {
      last = String((error as Error).cause ?? error);
    }
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`${url} was not ready within ${limitMs} ms: ${last}`);
}
