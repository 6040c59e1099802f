import { newId } from '#platform/context/ids.js';
import { ServiceContract } from '#platform/services/service-contract.js';

/** Something that takes up room. */
export interface StoredThing {
  readonly accountId: string;
  /** What it is, in the words of the context that stores it, for example `profile_picture`. */
  readonly kind: string;
  /** One thing of the kind: what is stored under the same id takes its place. */
  readonly objectId: string;
  /** As stored. Where that is not known before, the most that will be taken. */
  readonly bytes: number;
}

/**
 * How many bytes an account's plan lets it store. Ask before storing; what becomes of it is then followed by events, as with seats
 * (docs/adr/0009). {@link storing} does both.
 */
@ServiceContract({
  name: 'accounts.storage-allowance',
  label: 'Storage of the plan',
  methods: {
    take: 'Keeps room for something that is about to be stored. Throws PLAN_LIMIT_CONFLICT (409).',
    release: 'Gives back what was kept for something that was not stored after all.',
  },
})
export abstract class StorageAllowance {
  /**
   * Holds for 15 minutes. Of a thing that is replaced, only what it will have more than before is needed.
   * @param takingId made by the caller for each attempt. The same again changes its size and holds it for another 15 minutes, as an
   *   upload that lasts does
   */
  abstract take(thing: StoredThing, takingId: string): Promise<void>;
  abstract release(accountId: string, takingId: string): Promise<void>;
}

/**
 * Keeps room while `work` stores something, and gives it back when nothing was stored.
 * @param isStored whether what `work` did is told by an event that says how many bytes are stored now; default: always
 * @throws what `work` throws, or PLAN_LIMIT_CONFLICT when the plan allows no more
 */
export async function storing<T>(
  allowance: StorageAllowance,
  thing: StoredThing,
  work: () => Promise<T>,
  isStored: (done: T) => boolean = () => true,
): Promise<T> {
  const takingId = newId();
  // What cannot be given back now lapses by itself: not worth failing, or hiding why `work` failed.
  const giveBack = () => allowance.release(thing.accountId, takingId).catch(() => undefined);
  await allowance.take(thing, takingId);
  try {
    const done = await work();
    if (!isStored(done)) await giveBack();
    return done;
  } catch (error) {
    await giveBack();
    throw error;
  }
}
