import { ApplicationError } from '../errors/application-error.js';
import type { Transaction } from './transaction.js';

/** What is saved belongs to another site or sector than the one that the request works at. */
export class SiteMismatchError extends ApplicationError {
  constructor(field: 'siteId' | 'sectorId', given: string, expected: string) {
    const header = field === 'siteId' ? 'X-Site-ID' : 'X-Sector-ID';
    super(
      'SITE_MISMATCH',
      `${field} is another one than the request works at. Leave out ${header}, or let the two agree.`,
      {
        field,
        given,
        expected,
      },
    );
  }
}

/** A row that belongs to a site and perhaps to one of its sectors. */
export interface SitedRow {
  readonly siteId: string;
  readonly sectorId?: string | null;
}

/**
 * Holds a row that is about to be stored to the site and sector that its transaction works at: `X-Site-ID`, `X-Sector-ID`, or the site
 * that an API key is bound to. That the row's sector is one of its site knows only who owns the sites: ask before.
 * @throws SiteMismatchError
 */
export function requireAligned({ context }: Pick<Transaction, 'context'>, row: SitedRow): void {
  const { siteId, sectorId } = context;
  if (siteId && row.siteId !== siteId) throw new SiteMismatchError('siteId', row.siteId, siteId);
  if (sectorId && row.sectorId && row.sectorId !== sectorId) {
    throw new SiteMismatchError('sectorId', row.sectorId, sectorId);
  }
}
