import type { Site } from '#accounts/contract/index.js';
import { violatedConstraint } from '#platform/database/database-errors.js';
import type { TenantDatabase, TenantTransaction } from '#platform/database/tenant-database.js';
import type { Availability } from './availability.entity.js';
import { Availability as AvailabilityRules } from './availability.entity.js';
import { localDateOf, wholeLocalDays } from './local-days.js';
import { SessionTimeConflictError } from './scheduling-errors.js';
import { requireRoomInDay, requireWithinWorkingHours } from './session-policy.js';
import type { TherapySession } from './therapy-session.entity.js';
import { WorkingHours } from './working-hours.js';

/**
 * Bookings of one therapist, and of one patient, take turns from here to the end of the transaction: otherwise two of them
 * could each see seven sessions on a day. In one order, so that no two wait for each other.
 */
export function takeTurns(tx: TenantTransaction, session: TherapySession): Promise<unknown> {
  return tx.query(
    `select pg_advisory_xact_lock(k) from (
       select hashtextextended(party, 0) as k from unnest($1::text[]) as party order by 1
     ) keys`,
    [[session.therapistId, session.patientId]],
  );
}

interface RuleRow {
  weekday: number;
  opens_at: string;
  closes_at: string;
  valid_from: string | null;
  valid_until: string | null;
}

/**
 * What the database knows that a booking must respect, besides overlaps, which its constraints refuse by themselves.
 * Statements are issued before the first await.
 * @throws ValidationError outside working hours, TherapistDayFullError
 */
export async function checkBooking(tx: TenantTransaction, session: TherapySession, site: Site): Promise<void> {
  const { startsAt, endsAt, therapistId, siteId, id } = session;
  const day = wholeLocalDays(startsAt, startsAt, site.timeZone);
  const [rules, [others]] = await Promise.all([
    workingRules(tx, therapistId, siteId),
    tx.query<{ n: string }>(
      `select count(*) as n from scheduling.therapy_session
       where therapist_id = $1::uuid and starts_at >= $2 and starts_at < $3 and status <> 'cancelled' and id <> $4::uuid`,
      [therapistId, day.startsAt, day.endsAt, id],
    ),
  ]);
  requireWithinWorkingHours(WorkingHours.between(rules, site.timeZone, startsAt, endsAt), session);
  requireRoomInDay(Number(others?.n ?? 0), localDateOf(startsAt, site.timeZone));
}

export async function workingRules(
  tx: TenantTransaction,
  therapistId: string,
  siteId: string,
): Promise<Availability[]> {
  const rows = await tx.query<RuleRow>(
    `select weekday, opens_at, closes_at, valid_from::text, valid_until::text from scheduling.availability
     where therapist_id = $1::uuid and site_id = $2::uuid`,
    [therapistId, siteId],
  );
  return rows.map((row) =>
    Object.assign(new AvailabilityRules(), {
      weekday: row.weekday,
      opensAt: row.opens_at,
      closesAt: row.closes_at,
      validFrom: row.valid_from,
      validUntil: row.valid_until,
    }),
  );
}

const PARTY_OF_CONSTRAINT = {
  session_therapist_overlap: 'therapist',
  session_patient_overlap: 'patient',
} as const;

/**
 * Runs a booking; when the database refuses it as an overlap, finds out with what, in a transaction of its own, since the
 * first one is lost by then. When the other session is gone meanwhile, the booking is tried once more.
 * @throws SessionTimeConflictError
 */
export async function bookOrExplain<T>(
  database: TenantDatabase,
  session: () => TherapySession,
  book: () => Promise<T>,
): Promise<T> {
  try {
    return await book();
  } catch (error) {
    const constraint = violatedConstraint(error) as keyof typeof PARTY_OF_CONSTRAINT | undefined;
    const party = constraint && PARTY_OF_CONSTRAINT[constraint];
    if (!party) throw error;
    const conflict = await database.readTogether((tx) => conflictOf(tx, party, session()));
    if (conflict) throw new SessionTimeConflictError(party, conflict);
    return book();
  }
}

async function conflictOf(tx: TenantTransaction, party: 'therapist' | 'patient', session: TherapySession) {
  const [row] = await tx.query<{ starts_at: Date; ends_at: Date }>(
    `select starts_at, ends_at from scheduling.therapy_session
     where ${party}_id = $1::uuid and starts_at < $3 and ends_at > $2 and status in ('scheduled', 'started') and id <> $4::uuid
     order by starts_at limit 1`,
    [party === 'therapist' ? session.therapistId : session.patientId, session.startsAt, session.endsAt, session.id],
  );
  return row && { startsAt: row.starts_at, endsAt: row.ends_at };
}
