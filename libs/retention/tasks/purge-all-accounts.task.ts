import { TenantDatabase } from '#platform/database/tenant-database.js';
import { Purge } from '#platform/retention/purge.js';
import { QUEUES } from '#platform/tasks/queue-catalogue.js';
import { defineTask } from '#platform/tasks/task-definition.js';
import { HandlesTask, type TaskHandler } from '#platform/tasks/task-handler.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import type { TaskRun } from '#platform/tasks/task-run.js';
import { purgeAccount } from './purge-account.task.js';

export const purgeAllAccounts = defineTask({
  name: 'retention.purge-all-accounts',
  label: 'Begins the purge of every account',
  queue: QUEUES.retention,
  timeLimit: 600_000,
}).returning<{ accounts: number }>();

/** One task per account, so that an account that cannot be purged holds up no other. */
@HandlesTask(purgeAllAccounts)
export class PurgeAllAccountsTask implements TaskHandler<typeof purgeAllAccounts> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly purge: Purge,
    private readonly outbox: TaskOutbox,
  ) {}

  async run(_nothing: object, { id }: TaskRun): Promise<{ accounts: number }> {
    const at = new Date().toISOString();
    const accounts = await this.purge.accounts();
    for (const accountId of accounts) {
      await this.database
        .forAccount(accountId)
        .write((tx) => this.outbox.add(tx, purgeAccount, { at }, { key: `${id}:${accountId}` }));
    }
    return { accounts: accounts.length };
  }
}
