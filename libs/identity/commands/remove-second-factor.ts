import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import { lockedUserFor } from '../model/held-on-user.js';
import { assertInPerson } from '../model/in-person.js';
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
    private readonly access: AccessControl,
  ) {}

  /** @throws UserNotFoundError, PermissionDeniedError, SecondFactorConflictError */
  async execute({ actor, userId }: RemoveSecondFactor): Promise<void> {
    assertInPerson(actor);
    await this.database.write(async (tx) => {
      const { user, held } = await lockedUserFor(this.access, tx, actor, userId);
      assertMayHelp(actor, held, user);
      await this.secondFactors.disable(tx, userId);
      await this.outbox.add(tx, sendMail, { kind: 'second-factor-disabled', userId });
    });
  }
}
