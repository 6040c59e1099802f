import { brokenRule, refuseBy, violatedConstraint } from '#platform/database/database-errors.js';
import type { TenantDatabase, TenantTransaction } from '#platform/database/tenant-database.js';
import { localDateOf, wholeLocalDays } from './local-days.js';
import { SessionTimeConflictError, TherapistDayFullError } from './scheduling-errors.js';
import { MAX_SESSIONS_PER_DAY } from './session-policy.js';
import type { TherapySession } from './therapy-session.entity.js';

/**
 * Bookings of one therapist, and of one patient, take turns from here to the end of the transaction: otherwise two of them
 * could each see seven sessions on a day. In one order, so that no two wait for each other.
 */
const TAKE_TURNS = `
  select pg_advisory_xact_lock(hashtextextended($1::text, 0)), pg_advisory_xact_lock(hashtextextended($2::text, 0))`;

const DAY_FULL = 'therapist day full';
const REQUIRE_ROOM_IN_DAY = `
  select ${refuseBy(DAY_FULL)} from (
    select count(*) as sessions from scheduling.therapy_session
    where therapist_id = $1::uuid and starts_at >= $2 and starts_at < $3 and status <> 'cancelled' and id <> $4::uuid
  ) day
  where sessions >= ${MAX_SESSIONS_PER_DAY}`;

/**
 * Sends what only the database can check while others book too; overlaps its constraints refuse by themselves.
 * Run it within {@link bookOrExplain}, which tells what a refusal means.
 */
export function checkBooking(tx: TenantTransaction, session: TherapySession, timeZone: string): void {
  const { startsAt, therapistId, patientId, id } = session;
  const day = wholeLocalDays(startsAt, startsAt, timeZone);
  tx.send({ sql: TAKE_TURNS, parameters: [therapistId, patientId].sort() });
  tx.send({ sql: REQUIRE_ROOM_IN_DAY, parameters: [therapistId, day.startsAt, day.endsAt, id] });
}

const PARTY_OF_CONSTRAINT = {
  session_therapist_overlap: 'therapist',
  session_patient_overlap: 'patient',
} as const;

/**
 * Runs a booking; when the database refuses it as an overlap, finds out with what, in a transaction of its own, since the
 * first one is lost by then. When the other session is gone meanwhile, the booking is tried once more.
 * @throws SessionTimeConflictError, TherapistDayFullError
 */
export async function bookOrExplain<T>(
  database: TenantDatabase,
  timeZone: string,
  session: () => TherapySession,
  book: () => Promise<T>,
): Promise<T> {
  try {
    return await book();
  } catch (error) {
    if (brokenRule(error) === DAY_FULL) {
      throw new TherapistDayFullError(MAX_SESSIONS_PER_DAY, localDateOf(session().startsAt, timeZone));
    }
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
