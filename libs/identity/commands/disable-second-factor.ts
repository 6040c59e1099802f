import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import type { Origin } from '../model/guarded-attempts.js';
import { ProofOfSelf } from '../model/proof-of-self.js';
import { SecondFactors } from '../model/second-factors.js';
import { sendMail } from '../tasks/send-mail.task.js';

/** One's own, with both factors: neither a stolen session nor a stolen phone is enough. */
export class DisableSecondFactor extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly password: string,
    readonly code: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(DisableSecondFactor)
export class DisableSecondFactorHandler implements ICommandHandler<DisableSecondFactor> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly proof: ProofOfSelf,
    private readonly secondFactors: SecondFactors,
    private readonly outbox: TaskOutbox,
  ) {}

  /** @throws WrongPasswordError, WrongCodeError, SecondFactorConflictError */
  async execute({ actor, password, code, origin }: DisableSecondFactor): Promise<void> {
    const { userId } = actor;
    await this.proof.password(actor, password, origin);
    await this.proof.code(actor, code, origin);
    await this.database.write(async (tx) => {
      await this.secondFactors.disable(tx, userId);
      await this.outbox.add(tx, sendMail, { kind: 'second-factor-disabled', userId });
    });
  }
}
