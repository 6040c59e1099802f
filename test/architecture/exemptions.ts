/** A file that may break one rule, and why. The only place for exceptions; one that is no longer needed fails the tests. */
export interface Exemption {
  readonly rule: string;
  /** From the project's root, with `/`. */
  readonly file: string;
  readonly reason: string;
}

export const exemptions: readonly Exemption[] = [];
