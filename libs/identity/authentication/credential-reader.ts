import type { PresentedRequest, TokenHolder } from '#platform/http/authentication.js';

/** One way of showing who one is. */
export interface CredentialReader {
  /**
   * @returns undefined, and no promise, for a request that has no credential of this kind: then the next kind is asked
   * @throws UnauthenticatedError for one that is not good, ForgedRequestError
   */
  read(request: PresentedRequest): TokenHolder | Promise<TokenHolder> | undefined;
}
