import { Injectable } from '@nestjs/common';
import { Admission } from '#platform/database/admission.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import { passwordChanged } from '../contract/index.js';
import { sendMail } from '../tasks/send-mail.task.js';
import { OneTimeTokens } from './one-time-tokens.js';
import { SignIns } from './sign-ins.js';

/** What comes with a new password: whoever was in by the old one is out, and the user is told. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly signIns: SignIns,
    private readonly tokens: OneTimeTokens,
    private readonly outbox: TaskOutbox,
  ) {}

  /** By who knew the old one. The sign-in that it is done in goes on. */
  async change(tx: TenantTransaction, userId: string, passwordHash: string, keptSignIn?: string): Promise<void> {
    await this.set(tx, userId, passwordHash, 'changed');
    await this.signIns.endOthersOf(tx, userId, keptSignIn);
  }

  /** By who reads the user's mail. */
  async reset(tx: TenantTransaction, userId: string, passwordHash: string): Promise<void> {
    await this.set(tx, userId, passwordHash, 'reset');
    await this.signIns.endOthersOf(tx, userId, undefined);
    await Admission.voidIssuedTo(tx, userId);
  }

  @Publishes(passwordChanged, (_done, userId: string, _hash: string, how: string) => ({
    target: { type: 'user', id: userId },
    data: { userId, how },
  }))
  async set(tx: TenantTransaction, userId: string, passwordHash: string, _how: 'changed' | 'reset'): Promise<void> {
    await tx.execute('update identity.user set password_hash = $2, version = version + 1 where id = $1', [
      userId,
      passwordHash,
    ]);
    await this.tokens.voidAllOf(tx, userId, 'password_reset');
    await this.outbox.add(tx, sendMail, { kind: 'password-changed', userId });
  }
}
