import { SystemDatabase } from '#platform/database/system-database.js';
import { defineQueue } from '#platform/tasks/queue-catalogue.js';
import { defineTask } from '#platform/tasks/task-definition.js';
import { HandlesTask, type TaskHandler } from '#platform/tasks/task-handler.js';

export const identityMaintenance = defineQueue('identity_maintenance', { workerClass: 'E' });

export const forgetEndedSignIns = defineTask({
  name: 'identity.forget-ended-sign-ins',
  label: 'Forgets sign-ins and cut-offs that no credential can need any more',
  queue: identityMaintenance,
  timeLimit: 600_000,
}).returning<{ forgotten: number }>();

/** Hours. The last access token of a sign-in outlives it by a quarter of one; the rest is for processes whose clocks are wrong. */
const KEPT = 24;

/**
 * Without it `platform.cutoff`, which every transaction looks into, would grow with every sign-out. A refresh token of a sign-in
 * that is forgotten is refused as one of a sign-in that has ended.
 */
@HandlesTask(forgetEndedSignIns)
export class ForgetEndedSignInsTask implements TaskHandler<typeof forgetEndedSignIns> {
  constructor(private readonly database: SystemDatabase) {}

  async run(): Promise<{ forgotten: number }> {
    const [row] = await this.database.query<{ forgotten: string }>(
      'select identity.forget_sign_ins(now() - make_interval(hours => $1::int)) as forgotten',
      [KEPT],
    );
    return { forgotten: Number(row?.forgotten) };
  }
}
