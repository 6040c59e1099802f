/** A file that may break one rule, and why. The only place for exceptions; one that is no longer needed fails the tests. */
export interface Exemption {
  readonly rule: string;
  /** From the project's root, with `/`. */
  readonly file: string;
  readonly reason: string;
}

/** As a regular expression for dependency-cruiser. */
export const patternOf = ({ file }: Exemption): string => `^${file.replaceAll('.', '\\.')}$`;

export const exemptions: readonly Exemption[] = [
  {
    rule: 'environment-read-once',
    file: 'libs/platform/embedded/run-program.ts',
    reason: 'Hands PATH on to the programs of Postgres; it is the system’s variable, not a setting of Praxis.',
  },
  {
    rule: 'file-names',
    file: 'libs/notifications/mails/session-mail-layout.generated.ts',
    reason: 'Compiled from the MJML beside it; the name tells people and tools to leave it alone.',
  },
];
