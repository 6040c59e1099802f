import { IsOptional, IsString, IsUUID } from 'class-validator';
import { SystemDatabase } from '#platform/database/system-database.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { QUEUES } from '#platform/tasks/queue-catalogue.js';
import { defineTask } from '#platform/tasks/task-definition.js';
import { HandlesTask, type TaskHandler } from '#platform/tasks/task-handler.js';
import type { TaskRun } from '#platform/tasks/task-run.js';
import { userLocked } from '../contract/index.js';

class LockOut {
  @IsOptional()
  @IsString()
  email?: string;

  @IsOptional()
  @IsUUID()
  userId?: string;

  @IsOptional()
  @IsUUID()
  accountId?: string;
}

export const tellOfLockOut = defineTask({
  name: 'identity.tell-of-lock-out',
  label: 'Tells that too many tries at signing in have failed',
  queue: QUEUES.notifications,
  payload: LockOut,
});

interface Locked {
  readonly userId: string;
  readonly accountId: string;
}

/** Apart from signing in, which must not take longer for an address that somebody has. */
@HandlesTask(tellOfLockOut)
export class TellOfLockOutTask implements TaskHandler<typeof tellOfLockOut> {
  constructor(
    private readonly system: SystemDatabase,
    private readonly tenants: TenantDatabase,
  ) {}

  async run({ email, userId, accountId }: LockOut, run: TaskRun): Promise<void> {
    const locked = userId && accountId ? { userId, accountId } : await this.#userWith(email);
    if (!locked) return;
    // Signing in belongs to no account yet; a task that does belong to one reaches into no other.
    if (run.accountId && run.accountId !== locked.accountId) return;
    await this.tenants
      .forAccount(locked.accountId)
      .write((tx) =>
        tx.publish(userLocked, { target: { type: 'user', id: locked.userId }, data: { userId: locked.userId } }),
      );
  }

  async #userWith(email: string | undefined): Promise<Locked | undefined> {
    const [user] = await this.system.query<Locked>(
      'select id as "userId", account_id as "accountId" from identity.user where email = $1',
      [email ?? null],
    );
    return user;
  }
}
