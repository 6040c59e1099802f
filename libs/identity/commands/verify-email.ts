import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { userEmailVerified, userUpdated } from '../contract/index.js';
import { InvalidOneTimeTokenError } from '../model/credential-errors.js';
import { orEmailConflict } from '../model/email-address.js';
import { lockedUser } from '../model/locked-user.js';
import { Newcomers } from '../model/newcomers.js';
import { OneTimeTokens } from '../model/one-time-tokens.js';
import { takeRegistration } from '../model/registrations.js';
import { User } from '../model/user.entity.js';

/** Somebody has brought back what was mailed to their address: a registration, or the address of a user, new or not. */
export class VerifyEmail extends Command<void> {
  constructor(readonly token: string) {
    super();
  }
}

@CommandHandler(VerifyEmail)
export class VerifyEmailHandler implements ICommandHandler<VerifyEmail> {
  constructor(
    private readonly tenants: TenantDatabase,
    private readonly tokens: OneTimeTokens,
    private readonly newcomers: Newcomers,
  ) {}

  /** @throws InvalidOneTimeTokenError, UserEmailConflictError when somebody else has got the address meanwhile */
  async execute({ token }: VerifyEmail): Promise<void> {
    const presented = this.tokens.read(token);
    const verifying = this.tenants.forAccount(presented.accountId).write(async (tx) => {
      const { id, userId, email } = await this.tokens.use(tx, presented, 'registration', 'email');
      if (userId) await this.#ofUser(tx, userId, email);
      else await this.#ofRegistration(tx, id);
    });
    await orEmailConflict(verifying);
  }

  async #ofRegistration(tx: TenantTransaction, id: string): Promise<void> {
    const { email, profile, passwordHash } = await takeRegistration(tx, id);
    const now = new Date();
    await this.newcomers.welcome(
      tx,
      User.register({ accountId: tx.accountId, email, profile }, now),
      passwordHash,
      now,
    );
  }

  async #ofUser(tx: TenantTransaction, userId: string, email: string): Promise<void> {
    const user = await lockedUser(tx, userId);
    if (!user.active) throw new InvalidOneTimeTokenError();
    const changed = user.showedAddress(email, new Date());
    await this.verified(tx, user);
    if (changed.length === 0) return;
    // What was mailed to the old address must not open the user any more.
    await this.tokens.voidAllOf(tx, userId, 'password_reset');
    await tx.publish(userUpdated, { target: { type: 'user', id: userId }, data: { userId, changed } });
  }

  @Publishes(userEmailVerified, (_done, user: User) => ({
    target: { type: 'user', id: user.id },
    data: { userId: user.id },
  }))
  async verified(tx: TenantTransaction, user: User): Promise<void> {
    await tx.repository(User).save(user);
  }
}
