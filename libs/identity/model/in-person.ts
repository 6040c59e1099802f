import type { Actor } from '#platform/context/actor.js';
import { NotInPersonError } from './api-key-errors.js';

/** By a credential of one's own, and no key that was made for a program. */
export const isInPerson = ({ credential }: Actor): boolean => credential !== 'api_key';

/** For what makes or changes credentials. @throws NotInPersonError */
export function assertInPerson(actor: Actor): void {
  if (!isInPerson(actor)) throw new NotInPersonError();
}
