import { ValidationError } from '#platform/errors/application-error.js';
import { FIRST_GUESSES } from './first-guesses.js';

/** Characters. Nothing is cut off above. */
export const PASSWORD_LENGTH = { min: 10, max: 256 } as const;

/** Of a made-up pattern, however long: `aaaaaaaaaaaa`, `abababababab`. */
const FEWEST_DIFFERENT = 5;
/** Shorter parts of an address are found in ordinary words. */
const TELLING_PART = 4;

/**
 * What is wrong with a password that somebody chooses, as NIST SP 800-63B would have it: length, and nothing that is guessed
 * first; no rules about kinds of characters.
 */
export function passwordProblems(password: string, email: string): string[] {
  const problems: string[] = [];
  const folded = password.normalize('NFKC').toLowerCase();
  const { length } = [...folded];
  if (length < PASSWORD_LENGTH.min) problems.push(`must have at least ${PASSWORD_LENGTH.min} characters`);
  if (length > PASSWORD_LENGTH.max) problems.push(`must have at most ${PASSWORD_LENGTH.max} characters`);
  if (containsAddress(folded, email.toLowerCase())) problems.push('must not contain your e-mail address');
  if (isCommon(folded)) problems.push('is one that everybody guesses first');
  return problems;
}

/** @throws ValidationError */
export function assertGoodPassword(password: string, email: string, field = 'password'): void {
  const problems = passwordProblems(password, email);
  if (problems.length > 0) throw new ValidationError({ [field]: problems });
}

function containsAddress(password: string, email: string): boolean {
  const local = email.split('@')[0] ?? '';
  const parts = [email, local, ...local.split(/[^\p{L}\p{N}]+/u)];
  return parts.some((part) => part.length >= TELLING_PART && password.includes(part) && isMost(part, password));
}

/** A long sentence may hold a name; a name with some digits after it is nothing but the name. */
const isMost = (part: string, password: string): boolean => part.includes('@') || part.length * 2 >= password.length;

function isCommon(password: string): boolean {
  if (new Set(password).size < FEWEST_DIFFERENT || isRun(password)) return true;
  const word = password.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return [password, word, plain(password), plain(word)].some((form) => FIRST_GUESSES.has(form));
}

/** `abcdefghijkl`, `9876543210`: each character one step from the one before. */
function isRun(password: string): boolean {
  const steps = [...password].slice(1).map((char, at) => (char.codePointAt(0) ?? 0) - (password.codePointAt(at) ?? 0));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};
const plain = (text: string): string => text.replace(/[013457@$]/g, (char) => LOOKALIKES[char] ?? char);
