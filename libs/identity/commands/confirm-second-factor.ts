import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import { assertInPerson } from '../model/in-person.js';
import { SecondFactors } from '../model/second-factors.js';
import { sendMail } from '../tasks/send-mail.task.js';

/** With a code of the app. Resolves to the recovery codes, which nobody can tell again. */
export class ConfirmSecondFactor extends Command<string[]> {
  constructor(
    readonly actor: Actor,
    readonly code: string,
  ) {
    super();
  }
}

@CommandHandler(ConfirmSecondFactor)
export class ConfirmSecondFactorHandler implements ICommandHandler<ConfirmSecondFactor> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly secondFactors: SecondFactors,
    private readonly outbox: TaskOutbox,
  ) {}

  /** Guessing here is of no use: the secret was given out to whoever is asked. @throws SecondFactorConflictError, WrongCodeError */
  async execute({ actor, code }: ConfirmSecondFactor): Promise<string[]> {
    assertInPerson(actor);
    const { userId } = actor;
    return this.database.write(async (tx) => {
      const recoveryCodes = await this.secondFactors.confirm(tx, userId, code);
      await this.outbox.add(tx, sendMail, { kind: 'second-factor-enabled', userId });
      return recoveryCodes;
    });
  }
}
