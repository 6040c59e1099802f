/** One run of work that may rest on what is remembered; see `recollections.ts`. Shared by all that is done in it. */
export class Attempt {
  /** The version of the account's facts that was recalled. */
  recalled?: string;
  #verified = false;

  constructor(
    readonly accountId: string,
    /** Whether it may recall at all; a second attempt asks everything anew. */
    private readonly mayRecall: boolean,
  ) {}

  /** What was recalled after the write would be held against nothing any more. */
  get recalls(): boolean {
    return this.mayRecall && !this.#verified;
  }

  /** @returns the version that a transaction about to write in the account has to hold against it, if anything was recalled */
  verify(accountId: string): string | undefined {
    if (accountId !== this.accountId) return undefined;
    this.#verified = true;
    return this.recalled;
  }

  /** What was to verify it has not been sent. */
  notVerified(): void {
    this.#verified = false;
  }

  /** Whether nothing rests on memory alone. */
  get isSure(): boolean {
    return this.recalled === undefined || this.#verified;
  }
}
