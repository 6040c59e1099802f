import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '#platform/config/settings.js';
import { SETTINGS } from '#platform/config/settings-token.js';
import { ValidationError } from '#platform/errors/application-error.js';
import { FIRST_GUESSES } from './first-guesses.js';
import { LEAKED_PASSWORDS } from './leaked-passwords.js';
import type { Profile } from './profile.entity.js';

const SHORTEST = 8;
/** Nothing is cut off. */
export const LONGEST_PASSWORD = 256;

/** The rule of OWASP ASVS 5.0 (6.2.1, 6.2.4, 6.2.5, 6.2.8, 6.2.9, 6.2.11) for passwords that somebody chooses, as it is told to people. */
export const PASSWORD_RULE =
  `At least ${SHORTEST} characters of any kinds. Refused are those that are guessed first: the most common ones, repetitions and runs such as ` +
  'abababab and 98765432, and what is your e-mail address or little more than your name.';

/** A field for such a password; what of the rule can be said of a text alone. */
export const NEW_PASSWORD = { min: SHORTEST, max: LONGEST_PASSWORD, description: PASSWORD_RULE } as const;

/** Of the demo practice, and in everybody's hands. */
const PUBLISHED = 'praxis-demo';
/** Of a repetition, however long: `aaaaaaaaaaaa`, `abababababab`. */
const FEWEST_DIFFERENT = 5;
/** Shorter parts of an address or a name are found in ordinary words. */
const TELLING_PART = 4;

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly email: string;
  readonly profile?: Partial<Pick<Profile, 'firstName' | 'lastName'>>;
}

@Injectable()
export class PasswordPolicy {
  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'production'>) {}

  /** @throws ValidationError */
  assertGood(password: string, owner: PasswordOwner, field = 'password'): void {
    const problems = this.problems(password, owner);
    if (problems.length > 0) throw new ValidationError({ [field]: problems });
  }

  problems(password: string, owner: PasswordOwner): string[] {
    const problems: string[] = [];
    const folded = fold(password);
    const { length } = [...folded];
    if (length < SHORTEST) problems.push(`must have at least ${SHORTEST} characters`);
    if (length > LONGEST_PASSWORD) problems.push(`must have at most ${LONGEST_PASSWORD} characters`);
    if (tellsOwner(folded, owner)) problems.push('must not contain your e-mail address or name');
    if (isGuessedFirst(folded)) problems.push('is one that everybody guesses first');
    if (this.settings.production && folded === PUBLISHED) problems.push('is published with the demo practice');
    return problems;
  }
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

function tellsOwner(password: string, { email, profile }: PasswordOwner): boolean {
  const address = fold(email);
  if (password.includes(address)) return true;
  const names = [address.split('@')[0], profile?.firstName, profile?.lastName].map((name) => fold(name ?? ''));
  const parts = names.flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)]);
  return parts.some((part) => part.length >= TELLING_PART && password.includes(part) && isMost(part, password));
}

/** A long sentence may hold a name; a name with some digits after it is nothing but the name. */
const isMost = (part: string, password: string): boolean => part.length * 2 >= password.length;

const isGuessedFirst = (password: string): boolean =>
  LEAKED_PASSWORDS.has(password) ||
  FIRST_GUESSES.has(password) ||
  new Set(password).size < FEWEST_DIFFERENT ||
  isRun(password);

/** `abcdefghijkl`, `9876543210`: each character one step from the one before. */
function isRun(password: string): boolean {
  const steps = [...password].slice(1).map((char, at) => (char.codePointAt(0) ?? 0) - (password.codePointAt(at) ?? 0));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}
