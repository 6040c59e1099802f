import type { Actor } from '#platform/context/actor.js';
import { NotInPersonError } from './api-key-errors.js';

/** For what makes or changes credentials. @throws NotInPersonError */
export function assertInPerson({ credential }: Actor): void {
  if (credential === 'api_key') throw new NotInPersonError();
}
