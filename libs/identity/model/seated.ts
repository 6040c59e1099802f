import type { Seats } from '#accounts/contract/index.js';
import type { Role } from '#platform/context/actor.js';

interface Seated {
  readonly accountId: string;
  readonly userId: string;
  /** All that the user will have. */
  readonly roles: readonly Role[];
}

/**
 * Keeps a seat of the account's plan while somebody is made or given other roles, and gives it back when that fails.
 * @throws what `work` throws, or a conflict when the plan allows nobody more
 */
export async function seated<T>(
  seats: Seats,
  { accountId, userId, roles }: Seated,
  work: () => Promise<T>,
): Promise<T> {
  await seats.reserve(accountId, userId, roles);
  try {
    return await work();
  } catch (error) {
    await seats.release(accountId, userId);
    throw error;
  }
}

/** The same for several, all or none. Those that may not have a seat are found before any change is made. */
export const allSeated = <T>(seats: Seats, all: readonly Seated[], work: () => Promise<T>): Promise<T> =>
  all.reduceRight<() => Promise<T>>((next, each) => () => seated(seats, each, next), work)();
