import type { FastifyRequest } from 'fastify';
import { isUuid } from '../context/ids.js';
import { ValidationError } from '../errors/application-error.js';

/** What a request's headers ask for: where it is to work. */
export interface PlaceHeaders {
  readonly accountId?: string;
  readonly siteId?: string;
  readonly sectorId?: string;
}

const HEADERS = { accountId: 'x-account-id', siteId: 'x-site-id', sectorId: 'x-sector-id' } as const;

/**
 * @returns undefined when none is given, as nearly always
 * @throws ValidationError for what is no id
 */
export function placeHeaders({ headers }: Pick<FastifyRequest, 'headers'>): PlaceHeaders | undefined {
  let given: Record<string, string> | undefined;
  for (const [name, header] of Object.entries(HEADERS)) {
    const value = headers[header];
    if (value === undefined) continue;
    if (!isUuid(value)) throw new ValidationError({ [header]: ['must be a UUID'] });
    given ??= {};
    given[name] = value.toLowerCase();
  }
  return given;
}
