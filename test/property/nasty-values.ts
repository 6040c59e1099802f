import fc, { type Arbitrary } from 'fast-check';
import type { Json } from '#test/support/practice.js';

/** Names that are found on every object, or that mean something to those who take JSON in. */
export const TREACHEROUS_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', ''];

const within = (depth: number, wrap: (inner: unknown) => unknown): unknown =>
  depth === 0 ? 1 : wrap(within(depth - 1, wrap));

export const NASTY_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udfff',
  '\u202egnp',
  '\ufeff',
  'İ'.repeat(60),
  'x'.repeat(201),
  'x'.repeat(20_000),
  "'; drop table users; --",
  '../../etc/passwd',
  '..%2f..%2f',
  '%00',
  '%ff',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as somebody would try it
  '${7*7}{{7*7}}',
  '<script>alert(1)</script>',
  'NaN',
  'null',
  'true',
  '-0',
  '1e400',
  '99999999999999999999',
  '0x10',
  '9999-12-31T23:59:59.999Z',
  '0000-00-00T00:00:00Z',
  '-271821-04-20T00:00:00.000Z',
  '+275760-09-13T00:00:00.001Z',
  '2026-02-30T10:00:00Z',
  '2026-12-31T23:59:60Z',
  '2026-03-01T10:00:00+14:59',
  '2026-03-01T10:00:00',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '{01900000-0000-7000-8000-000000000001}',
  'a@b',
  `${'a'.repeat(250)}@b.test`,
  '"quoted name"@b.test',
  'tést@exämple.test',
  ...TREACHEROUS_NAMES,
];

export const nastyText: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY_TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

const NASTY_CONSTANTS: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  0.5,
  1e21,
  1e308,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  Number.MIN_VALUE,
  [],
  {},
  [[]],
  [null],
  [{}],
  { $ne: 1 },
  { length: 3 },
  { toString: 'x' },
  Object.fromEntries([['then', 1]]),
  { constructor: { prototype: {} } },
  Array.from({ length: 1_000 }, (_, n) => n),
  within(30, (inner) => [inner]),
  within(30, (inner) => ({ a: inner })),
];

/** Any JSON that a field is most likely not made for. */
export const nastyValue: Arbitrary<Json> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY_CONSTANTS) },
  { weight: 3, arbitrary: nastyText },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);
