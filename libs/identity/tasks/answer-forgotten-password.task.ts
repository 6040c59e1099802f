import { IsString } from 'class-validator';
import { SystemDatabase } from '#platform/database/system-database.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { QUEUES } from '#platform/tasks/queue-catalogue.js';
import { defineTask } from '#platform/tasks/task-definition.js';
import { HandlesTask, type TaskHandler } from '#platform/tasks/task-handler.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import type { TaskRun } from '#platform/tasks/task-run.js';
import { passwordResetRequested } from '../contract/index.js';
import { lockedUser } from '../model/locked-user.js';
import { OneTimeTokens } from '../model/one-time-tokens.js';
import { sendMail } from './send-mail.task.js';

class ForgottenPassword {
  @IsString()
  email!: string;
}

export const answerForgottenPassword = defineTask({
  name: 'identity.answer-forgotten-password',
  label: 'Finds out who has forgotten their password',
  queue: QUEUES.notifications,
  payload: ForgottenPassword,
});

/** An hour's worth of them: nobody can fill somebody else's mailbox. */
const OPEN_AT_MOST = 3;

interface Forgetful {
  readonly id: string;
  readonly accountId: string;
}

/** Apart from the request, which answers the same, after the same work, whether or not there is such a user. */
@HandlesTask(answerForgottenPassword)
export class AnswerForgottenPasswordTask implements TaskHandler<typeof answerForgottenPassword> {
  constructor(
    private readonly system: SystemDatabase,
    private readonly tenants: TenantDatabase,
    private readonly tokens: OneTimeTokens,
    private readonly outbox: TaskOutbox,
  ) {}

  async run({ email }: ForgottenPassword, run: TaskRun): Promise<void> {
    const [user] = await this.system.query<Forgetful>(
      'select id, account_id as "accountId" from identity.user where email = $1 and active',
      [email],
    );
    if (!user) return;
    // Who asks has no account yet; a task that does belong to one reaches into no other.
    if (run.accountId && run.accountId !== user.accountId) return;
    await this.tenants.forAccount(user.accountId).write(async (tx) => {
      // Asked for many times at once, they are counted one after the other.
      await lockedUser(tx, user.id);
      const known = await tx.query('select from identity.one_time_token where id = $1', [run.id]);
      const open = await this.tokens.openOf(tx, user.id, 'password_reset');
      if (known.length === 0 && open < OPEN_AT_MOST) await this.request(tx, user.id, email, run.id);
    });
  }

  @Publishes(passwordResetRequested, (_done, userId: string) => ({
    target: { type: 'user', id: userId },
    data: { userId },
  }))
  async request(tx: TenantTransaction, userId: string, email: string, tokenId: string): Promise<void> {
    await this.tokens.prepare(tx, { id: tokenId, purpose: 'password_reset', userId, email });
    await this.outbox.add(tx, sendMail, { kind: 'password-reset', tokenId });
  }
}
