import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { Admission } from '#platform/database/admission.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { userUpdated } from '../contract/index.js';
import { orEmailConflict } from '../model/email-address.js';
import { lockedUser } from '../model/locked-user.js';
import { User, type UserChanges } from '../model/user.entity.js';
import { assertMayChange } from '../model/user.policy.js';
import type { UserView } from '../model/user-view.js';

export class UpdateUser extends Command<UserView> {
  constructor(
    readonly actor: Actor,
    readonly userId: string,
    readonly changes: UserChanges,
  ) {
    super();
  }
}

@CommandHandler(UpdateUser)
export class UpdateUserHandler implements ICommandHandler<UpdateUser> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws UserNotFoundError, PermissionDeniedError, ValidationError, UserEmailConflictError */
  execute({ actor, userId, changes }: UpdateUser): Promise<UserView> {
    return orEmailConflict(this.database.write((tx) => this.#update(tx, actor, userId, changes)));
  }

  async #update(tx: TenantTransaction, actor: Actor, userId: string, changes: UserChanges): Promise<User> {
    const user = await lockedUser(tx, userId);
    const before = { id: userId, roles: user.roles };
    const changed = user.change(changes, new Date());
    assertMayChange(actor, before, user.roles, changed);
    if (changed.length > 0) await this.store(tx, user, changed);
    // Tokens carry roles: one that says more than is true now is void, and refreshing it gives the right ones.
    if (before.roles.some((role) => !user.roles.includes(role))) await Admission.voidIssuedTo(tx, userId);
    return user;
  }

  @Publishes(userUpdated, (_done, user: User, changed: string[]) => ({
    target: { type: 'user', id: user.id },
    data: { userId: user.id, changed },
  }))
  async store(tx: TenantTransaction, user: User, _changed: string[]): Promise<void> {
    await tx.repository(User).save(user);
  }
}
