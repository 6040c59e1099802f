import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromWire, toWire, UnsendableValueError } from './wire-value.js';

const passed = (value: unknown) => fromWire(toWire(value));

describe('a value of a contract', () => {
  it('arrives as it was sent, with dates, undefined and numbers that JSON does not know', () => {
    const value = {
      at: new Date('2026-11-20T09:00:00.123Z'),
      nothing: undefined,
      list: [undefined, null, new Date(0)],
      numbers: [Number.NaN, Number.POSITIVE_INFINITY, 12n],
    };
    expect(passed(value)).toStrictEqual(value);
    expect(passed(undefined)).toBeUndefined();
    expect(passed(new Date(Number.NaN))).toEqual(new Date(Number.NaN));
  });

  it('is not mistaken for a tag, whatever it looks like', () => {
    for (const value of [
      { $praxis: ['date', '2026-11-20'] },
      { a: { $praxis: { $praxis: undefined } } },
      '"$praxis"',
    ]) {
      expect(passed(value)).toStrictEqual(value);
    }
  });

  it('arrives as it was sent, whatever it is', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: false, maxDepth: 4 });
    fc.assert(
      fc.property(anything, (value) => {
        expect(passed(value)).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it('cannot reach the prototype of what it becomes', () => {
    const arrived = passed({ at: new Date(0), ...JSON.parse('{"__proto__":{"polluted":true}}') });
    expect(Object.getPrototypeOf(arrived)).toBe(Object.prototype);
    expect((arrived as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('is refused where it would arrive as something else', () => {
    for (const value of [new Map(), new (class Person {})(), () => 1, Symbol('x'), Buffer.from('x')]) {
      expect(() => toWire({ value })).toThrow(UnsendableValueError);
    }
    expect(() => toWire(new Set())).toThrow('holds an instance of Set');
  });
});
