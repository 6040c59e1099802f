import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import { EmailVerifiedConflictError } from '../model/credential-errors.js';
import { lockedUser } from '../model/locked-user.js';
import { OneTimeTokens } from '../model/one-time-tokens.js';
import { sendMail } from '../tasks/send-mail.task.js';

/** Mails the user's present address, again too: only the newest mail counts. */
export class AskForEmailVerification extends Command<void> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@CommandHandler(AskForEmailVerification)
export class AskForEmailVerificationHandler implements ICommandHandler<AskForEmailVerification> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tokens: OneTimeTokens,
    private readonly outbox: TaskOutbox,
  ) {}

  /** @throws EmailVerifiedConflictError */
  async execute({ actor: { userId } }: AskForEmailVerification): Promise<void> {
    await this.database.write(async (tx) => {
      const { email, emailVerifiedAt } = await lockedUser(tx, userId);
      if (emailVerifiedAt) throw new EmailVerifiedConflictError();
      await this.tokens.voidAllOf(tx, userId, 'email');
      const { id: tokenId } = await this.tokens.prepare(tx, { purpose: 'email', userId, email });
      await this.outbox.add(tx, sendMail, { kind: 'email-verification', tokenId });
    });
  }
}
