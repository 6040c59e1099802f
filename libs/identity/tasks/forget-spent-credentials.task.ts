import { SystemDatabase } from '#platform/database/system-database.js';
import { defineTask } from '#platform/tasks/task-definition.js';
import { HandlesTask, type TaskHandler } from '#platform/tasks/task-handler.js';
import { identityMaintenance } from './forget-ended-sign-ins.task.js';

export const forgetSpentCredentials = defineTask({
  name: 'identity.forget-spent-credentials',
  label: 'Forgets tokens that are over, registrations that nobody confirmed, and old failures to sign in',
  queue: identityMaintenance,
  timeLimit: 600_000,
}).returning<{ forgotten: number }>();

@HandlesTask(forgetSpentCredentials)
export class ForgetSpentCredentialsTask implements TaskHandler<typeof forgetSpentCredentials> {
  constructor(private readonly database: SystemDatabase) {}

  async run(): Promise<{ forgotten: number }> {
    const [row] = await this.database.query<{ forgotten: string }>(
      'select identity.forget_spent_credentials() as forgotten',
    );
    return { forgotten: Number(row?.forgotten) };
  }
}
