import { createHmac } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/**
 * What must be the same for a request to be the same: who it goes to, where it works and what it holds. Keyed, since a body may hold a
 * password, which could be guessed from a plain hash.
 */
export function fingerprintOf(
  { method, url, body, praxis: { siteId, sectorId } }: FastifyRequest,
  secret: string,
): string {
  const hash = createHmac('sha256', `idempotency ${secret}`);
  hash.update(JSON.stringify([method, url, siteId ?? null, sectorId ?? null]));
  if (Buffer.isBuffer(body)) hash.update(body);
  else if (body !== undefined) hash.update(JSON.stringify(body));
  return hash.digest('base64url');
}
