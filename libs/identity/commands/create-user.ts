import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Seats } from '#accounts/contract/index.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { userCreated } from '../contract/index.js';
import { PasswordPolicy } from '../model/password-policy.js';
import { hashPassword } from '../model/passwords.js';
import { seated } from '../model/seated.js';
import { TakenAddresses } from '../model/taken-addresses.js';
import { type NewUser, User } from '../model/user.entity.js';
import { assertMayCreate } from '../model/user.policy.js';
import type { UserView } from '../model/user-view.js';

export class CreateUser extends Command<UserView> {
  constructor(
    readonly actor: Actor,
    readonly user: Omit<NewUser, 'id' | 'accountId'> & { readonly password: string },
  ) {
    super();
  }
}

@CommandHandler(CreateUser)
export class CreateUserHandler implements ICommandHandler<CreateUser> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly seats: Seats,
    private readonly addresses: TakenAddresses,
    private readonly passwords: PasswordPolicy,
  ) {}

  /** @throws ValidationError, PermissionDeniedError, UserEmailConflictError, RateLimitedError, PlanLimitConflictError */
  async execute({ actor, user: { password, ...request } }: CreateUser): Promise<UserView> {
    const { accountId } = actor;
    const user = User.register({ ...request, accountId }, new Date());
    assertMayCreate(actor, user.roles);
    this.passwords.assertGood(password, user);
    user.passwordHash = await hashPassword(password);
    const { id: userId, roles, email } = user;
    const storing = () => this.addresses.write(actor, email, () => this.database.write((tx) => this.store(tx, user)));
    return seated(this.seats, { accountId, userId, roles }, storing);
  }

  @Publishes(userCreated, (user: User) => ({
    target: { type: 'user', id: user.id },
    data: { userId: user.id, roles: user.roles },
  }))
  async store(tx: TenantTransaction, user: User): Promise<User> {
    await tx.repository(User).insert(user);
    return user;
  }
}
