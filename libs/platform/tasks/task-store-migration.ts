import { quoteSchemaName, runMigrations } from 'bullmq';
import { Client, type ClientBase } from 'pg';
import { ADVISORY_LOCKS } from '#platform/database/advisory-locks.js';
import { APP_ROLE } from '#platform/database/connection-urls.js';

/** Where BullMQ keeps its tables in Postgres. */
export const TASKS_SCHEMA = 'tasks';

/**
 * Brings the task store in Postgres up to date: BullMQ's own migrations, in one transaction under an advisory lock, then the
 * grants for the roles that queues and workers connect as. Run it as the owner, with the other migrations; safe to repeat
 * and to run from several processes at once. Running processes need no right to create anything.
 *
 * @param owner one connection (not a pool) of the role that is to own the tables, outside any transaction
 */
export async function migrateTaskStore(
  owner: ClientBase,
  { runtimeRoles = [APP_ROLE] }: { runtimeRoles?: readonly string[] } = {},
): Promise<void> {
  await runMigrations(owner, TASKS_SCHEMA);
  const grants = runtimeRoles.map((role) => grantsFor(quoteSchemaName(role)));
  // Statements sent as one text are one transaction; the lock keeps others out of the same catalogue rows until its end.
  await owner.query(
    [`select pg_advisory_xact_lock(${ADVISORY_LOCKS.taskStoreGrants});`, PREPARE_QUEUE, ...grants].join('\n'),
  );
}

/** {@link migrateTaskStore} on a connection of its own. */
export async function migrateTaskStoreAt(ownerUrl: string): Promise<void> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await migrateTaskStore(owner);
  } finally {
    await owner.end();
  }
}

/**
 * BullMQ makes a sequence per queue the first time it is used, which needs the right to create in the schema. This function
 * makes it with the owner's right instead, so that the runtime role can be kept without.
 */
const PREPARE_QUEUE = `
  create or replace function ${TASKS_SCHEMA}.prepare_queue(queue text) returns void
  language plpgsql security definer set search_path = ${TASKS_SCHEMA}, pg_temp as $$
  declare
    sequence text := job_id_seq_name(queue);
  begin
    if to_regclass(format('${TASKS_SCHEMA}.%I', sequence)) is null then
      perform pg_advisory_xact_lock(hashtext('bullmq:jidseq:' || queue));
      execute format('create sequence if not exists ${TASKS_SCHEMA}.%I', sequence);
    end if;
  end $$;
  revoke all on function ${TASKS_SCHEMA}.prepare_queue(text) from public;`;

const grantsFor = (role: string) => `
  grant usage on schema ${TASKS_SCHEMA} to ${role};
  grant select on ${TASKS_SCHEMA}.migration to ${role};
  grant select, insert, update, delete on
    ${['meta', 'job', 'job_log', 'job_dependency', 'event', 'metrics', 'rate_limit', 'dedup', 'dedup_next', 'scheduler']
      .map((table) => `${TASKS_SCHEMA}.${table}`)
      .join(', ')} to ${role};
  grant usage on all sequences in schema ${TASKS_SCHEMA} to ${role};
  alter default privileges in schema ${TASKS_SCHEMA} grant usage on sequences to ${role};
  grant execute on function ${TASKS_SCHEMA}.prepare_queue(text) to ${role};`;
