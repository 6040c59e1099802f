import fc, { type Arbitrary } from 'fast-check';
import type { Json } from '#test/support/practice.js';
import { nastyValue, TREACHEROUS_NAMES } from './nasty-values.js';

type Place = readonly string[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is right, with one thing wrong: a value, a field too few, a field too many. */
export function nearMiss(right: Arbitrary<Json>): Arbitrary<Json> {
  const mistake = fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add', 'wrap');
  return fc
    .tuple(right, mistake, fc.nat(), nastyValue, fc.constantFrom(...TREACHEROUS_NAMES, 'id', 'accountId', 'more'))
    .map(([value, kind, n, nasty, name]) => {
      const places = placesIn(value);
      const place = places[n % places.length] ?? [];
      if (kind === 'add') return changed(value, [...place.slice(0, -1), name], () => nasty);
      if (kind === 'remove') return changed(value, place, () => undefined);
      return changed(value, place, (before) => (kind === 'wrap' ? [before] : nasty));
    });
}

function placesIn(value: unknown, at: Place = []): Place[] {
  if (!isObject(value)) return [at];
  return Object.entries(value).flatMap(([name, part]) => [[...at, name], ...placesIn(part, [...at, name])]);
}

/** A copy; names like `__proto__` become fields of their own, as they are when they come as JSON. */
function changed(value: unknown, [name, ...rest]: Place, change: (before: unknown) => unknown): unknown {
  if (name === undefined || !isObject(value)) return change(value);
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(value)) as Record<string, unknown>;
  const before = Object.hasOwn(copy, name) ? copy[name] : undefined;
  const after = changed(before, rest, change);
  if (after === undefined) delete copy[name];
  else Object.defineProperty(copy, name, { value: after, enumerable: true, configurable: true, writable: true });
  return copy;
}
