import type { RequestContext } from './request-context.js';

/** Takes note of what an idempotent request is about: whoever is sent its answer again must still see that. */
export function noteObject(
  { claim, accountId }: RequestContext,
  { type, id }: { readonly type: string; readonly id: string },
): void {
  if (claim && accountId === claim.accountId) claim.objects.add(`${type}:${id}`);
}
