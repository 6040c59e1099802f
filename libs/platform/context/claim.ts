import type { Despite } from './standing-question.js';

/** The right to carry out the one request of an idempotency key. */
export interface Claim {
  readonly accountId: string;
  readonly userId: string;
  readonly key: string;
  /** Of this try. Another one that takes the key over has another. */
  readonly id: string;
  /** Set by who finds that the answer must not be kept, since it holds a secret. */
  secret: boolean;
  /** What the effect is about, as `type:id`: added to by its events. */
  readonly objects: Set<string>;
  /** What the effect was allowed to disregard. */
  despite?: Despite;
}
