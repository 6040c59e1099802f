import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import { userEmailChangeRequested } from '../contract/index.js';
import { foldEmail } from '../model/email-address.js';
import type { Origin } from '../model/guarded-attempts.js';
import { lockedUser } from '../model/locked-user.js';
import { OneTimeTokens } from '../model/one-time-tokens.js';
import { ProofOfSelf } from '../model/proof-of-self.js';
import { sendMail } from '../tasks/send-mail.task.js';

/** The address changes when the mail to the new one comes back; see {@link VerifyEmail}. The old one is told now. */
export class ChangeOwnEmail extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly email: string,
    readonly password: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(ChangeOwnEmail)
export class ChangeOwnEmailHandler implements ICommandHandler<ChangeOwnEmail> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly proof: ProofOfSelf,
    private readonly tokens: OneTimeTokens,
    private readonly outbox: TaskOutbox,
  ) {}

  /** Whether somebody has the new address is not told before its own mailbox answers. @throws WrongPasswordError */
  async execute({ actor, email, password, origin }: ChangeOwnEmail): Promise<void> {
    await this.proof.password(actor, password, origin);
    await this.database.write((tx) => this.request(tx, actor.userId, foldEmail(email)));
  }

  @Publishes(userEmailChangeRequested, (_done, userId: string) => ({
    target: { type: 'user', id: userId },
    data: { userId },
  }))
  async request(tx: TenantTransaction, userId: string, email: string): Promise<void> {
    const { email: old } = await lockedUser(tx, userId);
    await this.tokens.voidAllOf(tx, userId, 'email');
    const { id: tokenId } = await this.tokens.prepare(tx, { purpose: 'email', userId, email });
    await this.outbox.add(tx, sendMail, { kind: 'email-change', tokenId });
    await this.outbox.add(tx, sendMail, { kind: 'email-change-notice', email: old });
  }
}
