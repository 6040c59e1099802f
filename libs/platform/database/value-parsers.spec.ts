import { expect, it } from 'vitest';
import { valueParsers } from './value-parsers.js';

const parse = valueParsers.getTypeParser(1184) as (text: string) => unknown;

it.each([
  ['2026-12-01 09:00:00+00', '2026-12-01T09:00:00.000Z'],
  ['2026-12-01 09:00:00.123+00', '2026-12-01T09:00:00.123Z'],
  ['2026-12-01 09:00:00.5+00', '2026-12-01T09:00:00.500Z'],
  ['2026-12-01 10:00:00+01', '2026-12-01T09:00:00.000Z'],
])('reads the moment %s', (text, iso) => {
  expect((parse(text) as Date).toISOString()).toBe(iso);
});

it('leaves what is no moment to the driver', () => {
  expect(parse('infinity')).toBe(Number.POSITIVE_INFINITY);
});
