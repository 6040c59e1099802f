import { ValidationError } from '../errors/application-error.js';

/** Deeper than any request of ours; what walks a body recursively must never meet more. */
const DEEPEST = 20;
/** Fields of one object. Validating 50,000 unknown ones took two seconds, in which nobody else was answered. */
const WIDEST = 200;

/** @throws ValidationError for a body nested deeper, or with wider objects, than any request needs, which is meant to exhaust us */
export function refuseDeepNesting(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) throw new ValidationError({ '': [`must not be nested deeper than ${DEEPEST} levels`] });
    level = level.flatMap((value) => (isBranch(value) ? within(value) : []));
  }
}

function within(branch: object): unknown[] {
  const values = Object.values(branch);
  if (values.length > WIDEST && !Array.isArray(branch)) {
    throw new ValidationError({ '': [`must not have objects of more than ${WIDEST} fields`] });
  }
  return values;
}

/** Bytes, such as those of a picture, are no level each. */
const isBranch = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
