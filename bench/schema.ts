/**
 * What references, seeds and workloads know about the application's tables: all of it is here, so that a change of a name in
 * a migration is a change of one file. The statements on hot paths are the application's own, to the letter.
 */
export const SESSION_TABLE = 'scheduling.therapy_session';
export const EVENT_TABLE = 'messaging.event';

/** Sets the tenant for the rest of the transaction. `$1` account id. */
export const ENTER_TENANT = `select set_config('app.account_id', $1, true)`;

/** In the order in which a session is presented. */
const SESSION_COLUMNS = `id, site_id, sector_id, patient_id, therapist_id, starts_at, ends_at, duration_minutes, session_type,
  status, notes, started_at, completed_at, cancelled_at, cancel_reason, created_at, updated_at`;

/** One more than a page, so that the reader knows whether there is another. `$1` page size + 1. */
export const LIST_SESSIONS = `select ${SESSION_COLUMNS} from ${SESSION_TABLE} order by starts_at desc, id desc limit $1`;

/** The same after a row. `$2` its start, `$3` its id. */
export const LIST_SESSIONS_AFTER = `select ${SESSION_COLUMNS} from ${SESSION_TABLE}
  where (starts_at, id) < ($2::timestamptz, $3::uuid) order by starts_at desc, id desc limit $1`;

/** Exact up to 10,000; 10,001 stands for "more". */
export const COUNT_SESSIONS = `select count(*) as n from (select 1 from ${SESSION_TABLE} limit 10001) counted`;

/** Values in the order of the columns. */
export const INSERT_SESSION = `
  insert into ${SESSION_TABLE} (id, account_id, site_id, sector_id, patient_id, therapist_id, starts_at, ends_at,
    duration_minutes, session_type, status, notes, calendar_sequence, version, created_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $15)`;

/** One event; the columns that are left out are null for an event that nothing has caused. */
export const INSERT_EVENT = `
  insert into ${EVENT_TABLE} (id, type, source, version, category, account_id, actor_id, correlation_id, target_type,
    target_id, occurred_at, data)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;

/** `$1` user ids. */
export const USERS_BY_ID = `
  select id, email, first_name, last_name from identity.user where id = any ($1::uuid[])`;

/** `$1` session ids. */
export const CHARGES_BY_SESSION = `
  select id, session_id, status, amount_minor, currency from billing.charge where session_id = any ($1::uuid[])`;

/** One open charge for each of the newest thousand sessions. */
export const SEED_CHARGES = `
  insert into billing.charge (id, account_id, session_id, patient_id, therapist_id, site_id, amount_minor, currency, status,
    created_at, updated_at)
  select uuidv7(), account_id, id, patient_id, therapist_id, site_id, 9000, 'EUR', 'open', starts_at, starts_at
  from (select * from ${SESSION_TABLE} order by starts_at desc, id desc limit 1000) newest`;
