import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { Availability } from './availability.entity.js';

const RULES = `
  select weekday, opens_at as "opensAt", closes_at as "closesAt", valid_from::text as "validFrom", valid_until::text as "validUntil"
  from scheduling.availability where therapist_id = $1::uuid and site_id = $2::uuid`;

/** A therapist's weekly hours at a site, without what identifies them. */
export async function workingRules(
  tx: TenantTransaction,
  therapistId: string,
  siteId: string,
): Promise<Availability[]> {
  const rows = await tx.query<Partial<Availability>>(RULES, [therapistId, siteId]);
  // Not constructed: each would draw an id for nothing, a twentieth of a booking's CPU.
  return rows.map((row) => Object.assign(Object.create(Availability.prototype) as Availability, row));
}
