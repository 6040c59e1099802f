import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { InvalidOneTimeTokenError } from '../model/credential-errors.js';
import { lockedUser } from '../model/locked-user.js';
import { NewPasswords } from '../model/new-passwords.js';
import { OneTimeTokens } from '../model/one-time-tokens.js';
import { PasswordPolicy } from '../model/password-policy.js';
import { hashPassword } from '../model/passwords.js';
import { User } from '../model/user.entity.js';

/** Ends all sign-ins of the user. A second factor goes on being asked for. */
export class ResetPassword extends Command<void> {
  constructor(
    readonly token: string,
    readonly password: string,
  ) {
    super();
  }
}

@CommandHandler(ResetPassword)
export class ResetPasswordHandler implements ICommandHandler<ResetPassword> {
  constructor(
    private readonly tenants: TenantDatabase,
    private readonly tokens: OneTimeTokens,
    private readonly newPasswords: NewPasswords,
    private readonly passwords: PasswordPolicy,
  ) {}

  /** @throws InvalidOneTimeTokenError, ValidationError: a password that is refused does not use the token up */
  async execute({ token, password }: ResetPassword): Promise<void> {
    const presented = this.tokens.read(token);
    const hash = await hashPassword(password);
    await this.tenants.forAccount(presented.accountId).write(async (tx) => {
      const { userId, email } = await this.tokens.use(tx, presented, 'password_reset');
      if (!userId) throw new InvalidOneTimeTokenError();
      const user = await lockedUser(tx, userId);
      // Mailed to an address that is not theirs any more, it would give the user to whoever reads there now.
      if (!user.active || user.email !== email) throw new InvalidOneTimeTokenError();
      this.passwords.assertGood(password, user);
      await this.newPasswords.reset(tx, user.id, hash);
      // Who could read the mail has shown that the address is theirs.
      await tx.repository(User).update({ id: user.id }, { emailVerifiedAt: new Date() });
    });
  }
}
