import { SystemDatabase } from '../database/system-database.js';
import { KEPT_HOURS } from '../idempotency/key-lifetimes.js';
import { defineQueue } from '../tasks/queue-catalogue.js';
import { defineTask } from '../tasks/task-definition.js';
import { HandlesTask, type TaskHandler } from '../tasks/task-handler.js';

export const platformMaintenance = defineQueue('platform_maintenance', { workerClass: 'E' });

export const forgetExpired = defineTask({
  name: 'platform.forget-expired',
  label: 'Forgets idempotency keys, resource reports and throttling windows that are over',
  queue: platformMaintenance,
  timeLimit: 600_000,
}).returning<{ keys: number; reports: number }>();

/** A key that has expired is taken for a new one in any case; this is about the room that it takes. */
const EXPIRED = `
  with keys as (
    delete from platform.idempotency where claimed_at < now() - interval '${KEPT_HOURS} hours' returning 1
  ), reports as (
    delete from platform.resource_report where made_at < now() - interval '1 day' returning 1
  ), windows as (
    delete from platform.throttle where expire < extract(epoch from now() - interval '1 hour') * 1000
  )
  select (select count(*) from keys) as keys, (select count(*) from reports) as reports`;

@HandlesTask(forgetExpired)
export class ForgetExpiredTask implements TaskHandler<typeof forgetExpired> {
  constructor(private readonly database: SystemDatabase) {}

  async run(): Promise<{ keys: number; reports: number }> {
    const [row] = await this.database.query<{ keys: string; reports: string }>(EXPIRED);
    return { keys: Number(row?.keys), reports: Number(row?.reports) };
  }
}
