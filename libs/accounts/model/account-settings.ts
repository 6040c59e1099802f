/** `everyone` of the account may use all its sites, or only who is listed for one (and whose role lets them use all). */
export const SITE_ACCESS = ['everyone', 'listed'] as const;
export type SiteAccessRule = (typeof SITE_ACCESS)[number];

export interface AccountChanges {
  readonly name?: string;
  readonly slug?: string | null;
  readonly locale?: string;
  readonly timeZone?: string;
  readonly selfRegistration?: boolean;
  readonly siteAccess?: SiteAccessRule;
  /** Object types with null lose their window; those left out keep it. */
  readonly retentionDays?: Readonly<Record<string, number | null>>;
}

const SLUG = /^[a-z][a-z0-9-]{2,39}$/;
const OBJECT_TYPE = /^[a-z][a-z_]{0,59}$/;
const LONGEST_WINDOW_DAYS = 36_500;
const MOST_WINDOWS = 100;

export const isSlug = (value: string): boolean => SLUG.test(value);

/** A language tag as BCP 47 has it, of a length that a column bears. */
export function isLocale(value: string): boolean {
  try {
    return value.length <= 35 && Intl.getCanonicalLocales(value).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Object type → days, or null to take the window away. */
export function isRetentionDays(value: Readonly<Record<string, unknown>>): value is Record<string, number | null> {
  const entries = Object.entries(value);
  return (
    entries.length <= MOST_WINDOWS &&
    entries.every(([type, days]) => OBJECT_TYPE.test(type) && (days === null || isWindow(days)))
  );
}

const isWindow = (days: unknown): boolean =>
  Number.isInteger(days) && (days as number) >= 1 && (days as number) <= LONGEST_WINDOW_DAYS;
