import type { Person } from '#identity/contract/index.js';
import type { Actor } from '#platform/context/actor.js';
import type { VisibilityRegistry } from '#platform/visibility/object-visibility.js';
import { asActor } from './person-as-actor.js';

/**
 * Whether somebody may be told of a session that they take part in: who may see it. What has been deleted meanwhile nobody sees, not
 * even who manages the practice; of that its parties are told all the same, or they would come to a session that was cancelled.
 */
export async function mayBeTold(
  visibilities: VisibilityRegistry,
  person: Person,
  { accountId, sessionId }: { readonly accountId: string; readonly sessionId: string },
): Promise<boolean> {
  const actor = asActor(person, accountId);
  const seenBy = (each: Actor) => visibilities.canSee(each, { type: 'therapy_session', id: sessionId });
  return (await seenBy(actor)) || !(await seenBy({ ...actor, roles: ['admin'] }));
}
