import type { Actor } from './actor.js';
import { newId } from './ids.js';
import { runInContext } from './request-context.js';

/** Runs `work` as a request of `actor` would run: for set-up, seeds and tests, which have no request. */
export function actAs<T>(actor: Actor, work: () => Promise<T>): Promise<T> {
  const requestId = `req_${newId()}`;
  return runInContext({ requestId, correlationId: requestId, accountId: actor.accountId, actor }, work);
}
