import { identityEvents } from '#identity/contract/index.js';
import { BoundedContext } from '#platform/composition/bounded-context.js';

/** Identity with nothing but its events, to which accounts reacts. */
@BoundedContext({ name: 'identity', label: 'Identity', emits: identityEvents })
export class StandInIdentity {}
