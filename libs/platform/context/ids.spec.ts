import { validate, version } from 'uuid';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isUuid, newId } from './ids.js';

afterEach(() => vi.useRealTimers());

const timeOf = (id: string) => Number.parseInt(id.replace('-', '').slice(0, 12), 16);

describe('new ids', () => {
  it('are UUIDs of version 7 that carry the time at which they were made', () => {
    const before = Date.now();
    const id = newId();
    expect(validate(id) && version(id)).toBe(7);
    expect(timeOf(id)).toBeGreaterThanOrEqual(before);
    expect(timeOf(id)).toBeLessThanOrEqual(Date.now());
    expect(isUuid(id)).toBe(true);
  });

  it('ascend within a millisecond, and are all different', () => {
    vi.useFakeTimers();
    const ids = Array.from({ length: 10_000 }, newId);
    expect(new Set(ids.map(timeOf)).size).toBe(1);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('ascend while the clock goes back', () => {
    vi.useFakeTimers();
    const first = newId();
    vi.setSystemTime(Date.now() - 60_000);
    expect(newId() > first).toBe(true);
  });

  it('do not tell the next one: what follows the count is random', () => {
    const ends = Array.from({ length: 1_000 }, () => newId().slice(-10));
    expect(new Set(ends).size).toBe(ends.length);
  });
});
