import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import { assertInPerson } from '../model/in-person.js';
import { lockedUser } from '../model/locked-user.js';
import { SecondFactors } from '../model/second-factors.js';
import { assertMayHelp } from '../model/user.policy.js';
import { sendMail } from '../tasks/send-mail.task.js';

/** For a user who has lost phone and recovery codes, by a manager. */
export class RemoveSecondFactor extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly userId: string,
  ) {
    super();
  }
}

@CommandHandler(RemoveSecondFactor)
export class RemoveSecondFactorHandler implements ICommandHandler<RemoveSecondFactor> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly secondFactors: SecondFactors,
    private readonly outbox: TaskOutbox,
  ) {}

  /** @throws UserNotFoundError, PermissionDeniedError, SecondFactorConflictError */
  async execute({ actor, userId }: RemoveSecondFactor): Promise<void> {
    assertInPerson(actor);
    await this.database.write(async (tx) => {
      assertMayHelp(actor, await lockedUser(tx, userId));
      await this.secondFactors.disable(tx, userId);
      await this.outbox.add(tx, sendMail, { kind: 'second-factor-disabled', userId });
    });
  }
}
