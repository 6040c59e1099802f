/** Milliseconds after which the key of a request that has neither committed nor answered may be taken over. */
export const CLAIM_LEASE = 30_000;
/** Hours for which an answer can be replayed. */
export const KEPT_HOURS = 24;
