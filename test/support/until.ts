import { setTimeout as pause } from 'node:timers/promises';

type Falsy = false | 0 | '' | null | undefined;

/** Asks again and again until the answer is truthy, and gives it. Fails when it takes longer than `limit` ms. */
export async function until<T>(what: string, ask: () => T | Falsy | Promise<T | Falsy>, limit = 10_000): Promise<T> {
  const deadline = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${limit} ms in vain until ${what}.`);
    await pause(10);
  }
}
