import { getMetadataArgsStorage } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { ValidationError } from '#platform/errors/application-error.js';
import { Availability, type WeeklyHours } from './availability.entity.js';

const weekly = (changes: Partial<WeeklyHours> = {}) =>
  Availability.weekly({
    accountId: 'account',
    siteId: 'site',
    therapistId: 'therapist',
    weekday: 1,
    opensAt: '09:00',
    closesAt: '17:00',
    ...changes,
  });

const refusedFields = (changes: Partial<WeeklyHours>): string[] => {
  try {
    weekly(changes);
  } catch (error) {
    if (error instanceof ValidationError) return Object.keys(error.fields);
    throw error;
  }
  return [];
};

describe('weekly hours', () => {
  it('run from 00:00 to 24:00 at most', () => {
    expect(weekly({ opensAt: '00:00', closesAt: '24:00' })).toMatchObject({ opensAt: '00:00', closesAt: '24:00' });
    expect(refusedFields({ opensAt: '24:00', closesAt: '24:00' })).toContain('opensAt');
    expect(refusedFields({ closesAt: '24:01' })).toEqual(['closesAt']);
  });

  it('close after they open', () => {
    expect(refusedFields({ opensAt: '09:00', closesAt: '09:00' })).toEqual(['closesAt']);
    expect(refusedFields({ opensAt: '22:00', closesAt: '06:00' })).toEqual(['closesAt']);
    expect(refusedFields({ opensAt: '09:00', closesAt: '09:01' })).toEqual([]);
  });

  it('refuse times that are not written HH:MM', () => {
    for (const time of ['9:00', '09:60', '25:00', '09:00:00', '', ' 09:00', '09:00\n']) {
      expect(refusedFields({ opensAt: time })).toContain('opensAt');
      expect(refusedFields({ closesAt: time })).toContain('closesAt');
    }
  });

  it('hold on an ISO weekday', () => {
    for (const weekday of [0, 8, 1.5, Number.NaN]) expect(refusedFields({ weekday })).toEqual(['weekday']);
    const sunday = weekly({ weekday: 7 });
    expect(sunday.holdsOn('2026-03-29', 7)).toBe(true);
    expect(sunday.holdsOn('2026-03-30', 1)).toBe(false);
  });

  it('hold from the first to the last date, both included', () => {
    const march = weekly({ validFrom: '2026-03-02', validUntil: '2026-03-16' });
    const mondays = ['2026-02-23', '2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23'];
    expect(mondays.filter((date) => march.holdsOn(date, 1))).toEqual(['2026-03-02', '2026-03-09', '2026-03-16']);
    expect(mondays.every((date) => weekly().holdsOn(date, 1))).toBe(true);
  });

  it('refuse dates that do not exist or are in the wrong order', () => {
    expect(refusedFields({ validFrom: '2026-02-30' })).toEqual(['validFrom']);
    expect(refusedFields({ validUntil: 'tomorrow' })).toEqual(['validUntil']);
    expect(refusedFields({ validFrom: '2026-03-02', validUntil: '2026-03-01' })).toEqual(['validUntil']);
    expect(refusedFields({ validFrom: '2026-03-02', validUntil: '2026-03-02' })).toEqual([]);
  });
});

it('is kept in scheduling.availability', () => {
  const table = getMetadataArgsStorage().tables.find(({ target }) => target === Availability);
  expect(table).toMatchObject({ schema: 'scheduling', name: 'availability' });
});
