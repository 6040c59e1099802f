/**
 * Values of contracts as JSON. What JSON knows is written as it is; the rest becomes `{ "$praxis": [kind, …] }`:
 *
 * | value | written as |
 * |---|---|
 * | `undefined` | `{"$praxis":["undefined"]}` |
 * | `Date` | `{"$praxis":["date","2026-11-20T09:00:00.000Z"]}`, `null` for an invalid one |
 * | `bigint` | `{"$praxis":["bigint","12"]}` |
 * | `NaN`, `±Infinity`, `-0` | `{"$praxis":["number","NaN"]}` |
 * | an object that has a key `$praxis` itself | `{"$praxis":["object",[[key, value], …]]}` |
 */
const TAG = '$praxis';

/** Instances, functions and collections would arrive as something else, or not at all. */
export class UnsendableValueError extends Error {
  constructor(kind: string) {
    super(
      `A contract can only take and answer plain data, and this holds ${kind}: it would not arrive in another process. ` +
        'Make it an object, an array, a Date, a text, a number, a bigint or a boolean.',
    );
    this.name = new.target.name;
  }
}

/** @throws UnsendableValueError */
export const toWire = (value: unknown): string => JSON.stringify(tagged(value));

/** @throws SyntaxError for what {@link toWire} did not write */
export function fromWire(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // Most values hold nothing but JSON, and looking at each of their parts costs more than looking at the text.
  return text.includes(`"${TAG}"`) ? untagged(value) : value;
}

/** The value itself where it holds nothing to tag, so that the ordinary one is not copied. */
function tagged(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Object.is(value, -0)) return { [TAG]: ['number', '-0'] };
      return Number.isFinite(value) ? value : { [TAG]: ['number', String(value)] };
    case 'undefined':
      return { [TAG]: ['undefined'] };
    case 'bigint':
      return { [TAG]: ['bigint', String(value)] };
    case 'object':
      return value === null ? null : taggedObject(value);
    default:
      throw new UnsendableValueError(`a ${typeof value}`);
  }
}

function taggedObject(value: object): unknown {
  if (Array.isArray(value)) {
    const items = value.map(tagged);
    return items.every((item, at) => item === value[at]) ? value : items;
  }
  if (value instanceof Date) {
    return { [TAG]: ['date', Number.isNaN(value.getTime()) ? null : value.toISOString()] };
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new UnsendableValueError(`an instance of ${prototype.constructor?.name ?? 'a class'}`);
  }
  const before = Object.entries(value);
  const after = before.map(([key, item]): [string, unknown] => [key, tagged(item)]);
  if (Object.hasOwn(value, TAG)) return { [TAG]: ['object', after] };
  return after.every(([, item], at) => item === before[at]?.[1]) ? value : Object.fromEntries(after);
}

function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(untagged);
  if (Object.hasOwn(value, TAG)) return restored((value as Record<string, [string, unknown]>)[TAG] ?? ['']);
  return fromEntries(Object.entries(value));
}

function restored([kind, content]: readonly [string, unknown?]): unknown {
  switch (kind) {
    case 'undefined':
      return undefined;
    case 'date':
      return new Date(content === null ? Number.NaN : String(content));
    case 'bigint':
      return BigInt(String(content));
    case 'number':
      return Number(content);
    case 'object':
      return fromEntries(content as [string, unknown][]);
    default:
      throw new SyntaxError(`"${kind}" is not a kind of value that contracts send.`);
  }
}

/** Defines keys instead of assigning them: one named `__proto__` stays an ordinary key. */
const fromEntries = (entries: readonly [string, unknown][]): object =>
  Object.fromEntries(entries.map(([key, item]) => [key, untagged(item)]));
