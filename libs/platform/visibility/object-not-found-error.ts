import { NotFoundError } from '../errors/application-error.js';
import type { ObjectRef } from '../events/event-envelope.js';

/** Also for an object that exists and may not be seen. */
export class ObjectNotFoundError extends NotFoundError {
  /** @param object of a type that is known, so that its code never holds a caller's own words */
  constructor({ type, id }: ObjectRef) {
    super(`${type.toUpperCase()}_NOT_FOUND`, 'There is no such object.', { id });
  }
}
