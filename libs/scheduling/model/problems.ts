import { ValidationError } from '#platform/errors/application-error.js';

/** What is wrong with a value, as one phrase for its field (`must be at least 1 hour ahead`); undefined when nothing is. */
export type Problem = string | undefined;

/** Refuses with all problems at once, so that a caller can mend them in one go. */
export function refuse(problems: Readonly<Record<string, Problem>>): void {
  const fields = Object.entries(problems).flatMap(([field, problem]) => (problem ? [[field, [problem]] as const] : []));
  if (fields.length > 0) throw new ValidationError(Object.fromEntries(fields));
}
