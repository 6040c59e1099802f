import { ValidationError } from '../errors/application-error.js';

/** Deeper than any request of ours; what walks a body recursively must never meet more. */
const DEEPEST = 20;

/** @throws ValidationError for a body nested deeper than any request needs, which is meant to exhaust the stack */
export function refuseDeepNesting(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) throw new ValidationError({ '': [`must not be nested deeper than ${DEEPEST} levels`] });
    level = level.flatMap((value) => (isBranch(value) ? Object.values(value) : []));
  }
}

/** Bytes, such as those of a picture, are no level each. */
const isBranch = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
