import type { RetainedType } from './retained-type.js';

/** Days per type of object, as an account has set them. */
export type RetentionWindows = Readonly<Record<string, number>>;

const DAY = 24 * 60 * 60 * 1000;

export class InvalidRetentionWindowError extends Error {
  constructor(type: string, days: number) {
    super(`The account keeps "${type}" for ${days} days. Nothing is purged: set whole days from 1.`);
    this.name = 'InvalidRetentionWindowError';
  }
}

/** @throws InvalidRetentionWindowError: what is not understood is a reason to keep, never to purge */
export function daysOf({ type, defaultDays }: RetainedType, windows: RetentionWindows): number {
  const days = windows[type] ?? defaultDays;
  if (!Number.isInteger(days) || days < 1) throw new InvalidRetentionWindowError(type, days);
  return days;
}

/** What was deleted, or made, until then is due at `at`. */
export const cutoffOf = (type: RetainedType, windows: RetentionWindows, at: Date): Date =>
  new Date(at.getTime() - daysOf(type, windows) * DAY);

/** When what was deleted, or made, at `since` is due. */
export const purgedFrom = (type: RetainedType, windows: RetentionWindows, since: Date): Date =>
  new Date(since.getTime() + daysOf(type, windows) * DAY);

/** The holds that hold the row `o` of the type's table, as a query of `platform.legal_hold h`. */
const holdsOn = ({ type, parties = [] }: RetainedType): string => {
  const byParty = parties.map((column) => `o.${column}`).join(', ');
  const onUser = byParty ? ` or (h.object_type = 'user' and h.object_id in (${byParty}))` : '';
  return `from platform.legal_hold h where h.lifted_at is null
    and ((h.object_type = '${type}' and h.object_id = o.id)${onUser})`;
};

const outOfWindow = ({ table, since }: RetainedType): string => `from ${table} o where o.${since} <= $1::timestamptz`;

/**
 * The one condition by which the purge chooses and the preview tells, so that both mean the same. `$1` is the cut-off. Followed
 * by order, limit or lock; the order is that of time.
 */
export const dueSql = (type: RetainedType, what: string): string =>
  `select ${what} ${outOfWindow(type)} and not exists (select ${holdsOn(type)})`;

/** What is out of its window and kept all the same. */
export const keptSql = (type: RetainedType, what: string): string =>
  `select ${what} ${outOfWindow(type)} and exists (select ${holdsOn(type)})`;

/** The ids of the holds on the row `o`, as a value. */
export const holdIdsSql = (type: RetainedType): string => `array(select h.id ${holdsOn(type)} order by h.id)`;

/** Of the rows with ids `$1`, those without a hold. */
export const freeSql = (type: RetainedType): string =>
  `select o.id from ${type.table} o where o.id = any ($1::uuid[]) and not exists (select ${holdsOn(type)}) for update of o`;

export const inOrder = ({ since }: RetainedType): string => `order by o.${since}, o.id`;
