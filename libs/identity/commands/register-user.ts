import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Seats } from '#accounts/contract/index.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { userRegistered } from '../contract/index.js';
import { orEmailConflict } from '../model/email-address.js';
import { hashPassword } from '../model/passwords.js';
import { seated } from '../model/seated.js';
import { type NewUser, User } from '../model/user.entity.js';

/**
 * Makes a user whom nobody signed in makes: the first ones of an account. Whoever sends it has made sure that the roles may
 * be given. Resolves to whether it was made: an id that is there already is left as it is, so that set-up can be run again.
 */
export class RegisterUser extends Command<boolean> {
  constructor(readonly user: NewUser & { readonly password: string }) {
    super();
  }
}

@CommandHandler(RegisterUser)
export class RegisterUserHandler implements ICommandHandler<RegisterUser> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly seats: Seats,
  ) {}

  /** @throws ValidationError, UserEmailConflictError, PlanLimitConflictError */
  async execute({ user: { password, ...request } }: RegisterUser): Promise<boolean> {
    const user = User.register(request, new Date());
    user.passwordHash = await hashPassword(password);
    const { accountId, id: userId, roles } = user;
    const registering = () =>
      this.database.forAccount(accountId).write(async (tx) => {
        if (await tx.repository(User).existsBy({ id: user.id })) return false;
        await this.store(tx, user);
        return true;
      });
    return seated(this.seats, { accountId, userId, roles }, () => orEmailConflict(registering()));
  }

  @Publishes(userRegistered, (_done, user: User) => ({
    target: { type: 'user', id: user.id },
    data: { userId: user.id, roles: user.roles },
  }))
  async store(tx: TenantTransaction, user: User): Promise<void> {
    await tx.repository(User).insert(user);
  }
}
