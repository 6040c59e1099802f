import type { Person } from '#identity/contract/index.js';
import type { Actor } from '#platform/context/actor.js';

/** Somebody who is to be told, as the one who asks what they may see. */
export const asActor = ({ id, roles }: Person, accountId: string): Actor => ({ userId: id, accountId, roles });
