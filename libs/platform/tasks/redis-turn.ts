import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';

/** In ms. A turn takes a few commands; whoever holds it this long was killed, or hangs. */
const LONGEST = 10_000;
const LOOK_EVERY = 20;

/** Only one's own: after {@link LONGEST} it may be somebody else's. */
const GIVE_BACK = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end`;

/** Runs `work` while no other process that names the same `key` does. */
export async function inRedisTurn<T>(redis: Redis, key: string, work: () => Promise<T>): Promise<T> {
  const holder = randomUUID();
  while (!(await redis.set(key, holder, 'PX', LONGEST, 'NX'))) await pause(LOOK_EVERY);
  try {
    return await work();
  } finally {
    await redis.eval(GIVE_BACK, 1, key, holder);
  }
}
