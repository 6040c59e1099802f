import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SystemDatabase } from '#platform/database/system-database.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import { foldEmail } from '../model/email-address.js';
import { answerForgottenPassword } from '../tasks/answer-forgotten-password.task.js';

/** Whether there is such a user is found out later, by a task: nothing here depends on it. */
export class AskForPasswordReset extends Command<void> {
  constructor(readonly email: string) {
    super();
  }
}

@CommandHandler(AskForPasswordReset)
export class AskForPasswordResetHandler implements ICommandHandler<AskForPasswordReset> {
  constructor(
    private readonly system: SystemDatabase,
    private readonly outbox: TaskOutbox,
  ) {}

  async execute({ email }: AskForPasswordReset): Promise<void> {
    await this.system.write((tx) => this.outbox.add(tx, answerForgottenPassword, { email: foldEmail(email) }));
  }
}
