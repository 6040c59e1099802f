import { ApplicationError } from '../errors/application-error.js';

/** What is saved, or asked for, belongs to another site or sector than the one that the request works at. */
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

/** What `platform.align_with_place` refused: the field, what was given, and what was expected. */
export function mismatchOf(reason: string): SiteMismatchError {
  const [field, given = '', expected = ''] = reason.split(' ');
  return new SiteMismatchError(field as 'siteId' | 'sectorId', given, expected);
}

/**
 * Holds a question about one site to the site that its transaction works at: `X-Site-ID`, or the site that an API key is bound to. What is
 * stored needs no such call: tables that have a `site_id` hold their rows to it themselves.
 * @throws SiteMismatchError
 */
export function requireSite({ context }: { readonly context: { readonly siteId?: string } }, siteId: string): void {
  if (context.siteId && siteId !== context.siteId) throw new SiteMismatchError('siteId', siteId, context.siteId);
}
