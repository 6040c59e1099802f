import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import type { Origin } from '../model/guarded-attempts.js';
import { UserNotFoundError } from '../model/identity-errors.js';
import { lockedUser } from '../model/locked-user.js';
import { NewPasswords } from '../model/new-passwords.js';
import { PasswordPolicy } from '../model/password-policy.js';
import { hashPassword } from '../model/passwords.js';
import { ProofOfSelf } from '../model/proof-of-self.js';
import { User } from '../model/user.entity.js';

/** Ends the user's other sign-ins. */
export class ChangePassword extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly current: string,
    readonly next: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(ChangePassword)
export class ChangePasswordHandler implements ICommandHandler<ChangePassword> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly proof: ProofOfSelf,
    private readonly newPasswords: NewPasswords,
    private readonly passwords: PasswordPolicy,
  ) {}

  /** @throws ValidationError, WrongPasswordError */
  async execute({ actor, current, next, origin }: ChangePassword): Promise<void> {
    const { userId, signInId } = actor;
    await this.proof.password(actor, current, origin, 'current');
    const owner = await this.database.read((tx) => tx.repository(User).findOneBy({ id: userId }));
    if (!owner) throw new UserNotFoundError(userId);
    this.passwords.assertGood(next, owner, 'next');
    const hash = await hashPassword(next);
    await this.database.write(async (tx) => {
      await lockedUser(tx, userId);
      await this.newPasswords.change(tx, userId, hash, signInId);
    });
  }
}
