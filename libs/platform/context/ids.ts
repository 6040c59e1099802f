import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Asking the system for randomness costs more than all the rest of an id, so it is asked for 256 at once. */
const ID_BYTES = 16;
const pool = Buffer.allocUnsafe(256 * ID_BYTES);
let taken = pool.length;

let msecs = 0;
let seq = 0;

/**
 * A new UUIDv7: time-ordered, so that inserts land on the right edge of an index. Those of one process ascend within a millisecond
 * too: the first starts at a random 31-bit number, and each further one, also while the clock stands or goes back, counts on.
 */
export function newId(): string {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  const random = pool.subarray(taken, taken + ID_BYTES);
  taken += ID_BYTES;
  const now = Date.now();
  seq = now > msecs ? random.readUInt32BE() >>> 1 : seq + 1;
  msecs = Math.max(now, msecs);
  return v7({ msecs, seq, random });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/** UUIDs are one whatever the case of their letters, but ids are compared as texts: as the database writes them. */
export const canonicalId = <T>(value: T): T | string => (isUuid(value) ? value.toLowerCase() : value);
