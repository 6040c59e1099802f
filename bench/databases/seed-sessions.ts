import type { Client } from 'pg';
import type { Practice } from '../app/app-under-test.js';
import { SESSION_TABLE } from '../schema.js';

/** Eight sessions a day and therapist, as many as the rules allow. */
const SLOTS_A_DAY = 8;

/**
 * Checking a row against the exclusion constraints takes 50 µs, a minute for a million. Cancelled sessions are outside the
 * constraints, so rows beyond this many are cancelled ones; to a list they are rows like any other.
 */
const COMPLETED = 100_000;

/**
 * Fills the table with `rows` past sessions: by day, hour and therapist, each therapist with another patient in each hour,
 * so that nobody is ever in two sessions at once. All in one statement, in the database.
 */
export async function seedSessions(owner: Client, practice: Practice, rows: number): Promise<void> {
  const { therapistIds, patientIds } = practice;
  if (patientIds.length < therapistIds.length)
    throw new Error('Seeding needs at least as many patients as therapists.');
  await owner.query(
    `insert into ${SESSION_TABLE} (id, account_id, site_id, sector_id, patient_id, therapist_id, starts_at, ends_at,
       duration_minutes, session_type, status, notes, created_at, updated_at, calendar_sequence, version)
     select uuidv7(), $1, $2, $3, ($4::uuid[])[1 + (therapist + hour + day) % $6], ($5::uuid[])[1 + therapist],
       begins, begins + interval '45 minutes', 45, 'individual',
       case when n < ${COMPLETED} then 'completed' else 'cancelled' end, 'Follow-up ' || n, begins, begins, 0, 3
     from generate_series(0, $7 - 1) n
     cross join lateral (
       select n % $8 as therapist, (n / $8) % ${SLOTS_A_DAY} as hour, n / ($8 * ${SLOTS_A_DAY}) as day
     ) slot
     cross join lateral (
       select date_trunc('day', now(), 'UTC') - interval '1 day' * (day + 2) + interval '1 hour' * (hour + 8) as begins
     ) start`,
    [
      practice.accountId,
      practice.siteId,
      practice.sectorId,
      patientIds,
      therapistIds,
      patientIds.length,
      rows,
      therapistIds.length,
    ],
  );
  await owner.query(`vacuum (analyze) ${SESSION_TABLE}`);
}
