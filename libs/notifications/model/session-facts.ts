import type { sessionCancelled, sessionScheduled } from '#scheduling/contract/index.js';

type Payload<D extends { payload?: unknown }> = NonNullable<D['payload']>;

/** What events of a session tell. */
export type SessionFacts = Payload<typeof sessionScheduled> & Partial<Pick<Payload<typeof sessionCancelled>, 'late'>>;
