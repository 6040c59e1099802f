import type { Statement } from '#platform/database/entering.js';
import type { TenantDatabase, TenantTransaction } from '#platform/database/tenant-database.js';
import { Availability } from './availability.entity.js';

const RULES = `
  select weekday, opens_at as "opensAt", closes_at as "closesAt", valid_from::text as "validFrom", valid_until::text as "validUntil"
  from scheduling.availability where therapist_id = $1::uuid and site_id = $2::uuid`;

type RuleRow = Partial<Availability>;

const hoursOf = (therapistId: string, siteId: string): Statement => ({ sql: RULES, parameters: [therapistId, siteId] });

/** A therapist's weekly hours at a site, without what identifies them. */
export async function workingRules(
  tx: TenantTransaction,
  therapistId: string,
  siteId: string,
): Promise<Availability[]> {
  const { sql, parameters } = hoursOf(therapistId, siteId);
  return (await tx.query<RuleRow>(sql, parameters)).map(asRule);
}

/** The same, which may be remembered. */
export function recalledRules(
  database: TenantDatabase,
  therapistId: string,
  siteId: string,
): Promise<readonly Availability[]> {
  return database.recall({
    name: 'scheduling.working-rules',
    about: [therapistId, siteId],
    statement: () => hoursOf(therapistId, siteId),
    answer: (rows: RuleRow[]) => rows.map(asRule),
  });
}

/** Not constructed: each would draw an id for nothing, a twentieth of a booking's CPU. */
const asRule = (row: RuleRow) => Object.assign(Object.create(Availability.prototype) as Availability, row);
