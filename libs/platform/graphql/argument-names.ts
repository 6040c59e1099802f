import { ValidationError } from '../errors/application-error.js';

/**
 * Runs what reads arguments by the names that REST has for them.
 * @param names of the arguments, by REST's, where these differ
 * @throws ValidationError in terms of the arguments
 */
export function inTermsOfArguments<T>(names: ReadonlyMap<string, string>, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const renamed = Object.entries(error.fields).map(([name, problems]) => [names.get(name) ?? name, problems]);
    throw new ValidationError(Object.fromEntries(renamed));
  }
}
