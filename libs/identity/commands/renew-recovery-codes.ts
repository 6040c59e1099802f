import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { recoveryCodesRenewed } from '../contract/index.js';
import type { Origin } from '../model/guarded-attempts.js';
import { ProofOfSelf } from '../model/proof-of-self.js';
import { RecoveryCodes } from '../model/recovery-codes.js';

/** The old ones are void. Resolves to the new ones, which nobody can tell again. */
export class RenewRecoveryCodes extends Command<string[]> {
  constructor(
    readonly actor: Actor,
    readonly password: string,
    readonly code: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(RenewRecoveryCodes)
export class RenewRecoveryCodesHandler implements ICommandHandler<RenewRecoveryCodes> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly proof: ProofOfSelf,
    private readonly recoveryCodes: RecoveryCodes,
  ) {}

  /** @throws WrongPasswordError, WrongCodeError */
  async execute({ actor, password, code, origin }: RenewRecoveryCodes): Promise<string[]> {
    await this.proof.password(actor, password, origin);
    await this.proof.code(actor, code, origin);
    return this.database.write((tx) => this.renew(tx, actor.userId));
  }

  @Publishes(recoveryCodesRenewed, (_codes, userId: string) => ({
    target: { type: 'user', id: userId },
    data: { userId },
  }))
  renew(tx: TenantTransaction, userId: string): Promise<string[]> {
    return this.recoveryCodes.renew(tx, userId);
  }
}
