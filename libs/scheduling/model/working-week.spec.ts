import { describe, expect, it } from 'vitest';
import { type HoursOfWeek, workingWeek } from './working-week.js';

const whose = { accountId: 'a', therapistId: 't', siteId: 's' };
const on = (weekday: number, opensAt: string, closesAt: string, validFrom?: string, validUntil?: string) => {
  return { weekday, opensAt, closesAt, validFrom, validUntil };
};
const problems = (...hours: HoursOfWeek[]): unknown => {
  try {
    return workingWeek(whose, hours).length;
  } catch (error) {
    return (error as { details: { fields: unknown } }).details.fields;
  }
};

describe('the hours of a week', () => {
  it.each<[string, HoursOfWeek[]]>([
    ['touch', [on(1, '09:00', '12:00'), on(1, '12:00', '24:00')]],
    ['are of other days', [on(1, '09:00', '12:00'), on(2, '09:00', '12:00')]],
    [
      'end before others begin',
      [on(1, '09:00', '12:00', undefined, '2026-06-30'), on(1, '09:00', '12:00', '2026-07-01')],
    ],
    ['are none', []],
  ])('are taken when they %s', (_what, hours) => {
    expect(problems(...hours)).toBe(hours.length);
  });

  it.each<[string, HoursOfWeek[]]>([
    ['twice', [on(1, '09:00', '12:00'), on(1, '09:00', '12:00')]],
    ['within others', [on(1, '08:00', '18:00'), on(1, '09:00', '12:00')]],
    ['around others', [on(1, '09:00', '12:00'), on(1, '08:00', '18:00')]],
    ['beyond others', [on(1, '09:00', '12:00'), on(1, '11:59', '18:00')]],
    [
      'on the last day of others',
      [on(1, '09:00', '12:00', undefined, '2026-06-30'), on(1, '10:00', '11:00', '2026-06-30')],
    ],
  ])('are refused when they are %s', (_what, hours) => {
    expect(problems(...hours)).toEqual({ 'hours.1': ['overlaps hours.0'] });
  });

  it('tell of each what is wrong with it', () => {
    const wrong = problems(on(1, '09:00', '12:00'), on(8, '9', '25:00'), on(1, '12:00', '11:00', '2026-02-30'));
    expect(Object.keys(wrong as object)).toEqual([
      ...['hours.1.weekday', 'hours.1.opensAt', 'hours.1.closesAt'],
      ...['hours.2.closesAt', 'hours.2.validFrom'],
    ]);
  });
});
