import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Seats } from '#accounts/contract/index.js';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor, Role } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { userReactivated } from '../contract/index.js';
import { effectiveRolesOf } from '../model/effective-roles.js';
import { lockedUserFor } from '../model/held-on-user.js';
import { OneTimeTokens } from '../model/one-time-tokens.js';
import { seated } from '../model/seated.js';
import { rolesThatDiffer, User } from '../model/user.entity.js';
import { assertMayReactivate } from '../model/user.policy.js';
import type { UserView } from '../model/user-view.js';

/** Lets a deactivated user sign in again. What deactivation ended stays ended. Doing it again changes nothing. */
export class ReactivateUser extends Command<UserView> {
  constructor(
    readonly actor: Actor,
    readonly userId: string,
  ) {
    super();
  }
}

interface Found {
  readonly user: User;
  /** Those of groups too. */
  readonly roles: readonly Role[];
}

@CommandHandler(ReactivateUser)
export class ReactivateUserHandler implements ICommandHandler<ReactivateUser> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly seats: Seats,
    private readonly tokens: OneTimeTokens,
    private readonly access: AccessControl,
  ) {}

  /** @throws UserNotFoundError, PermissionDeniedError, PlanLimitConflictError */
  async execute(command: ReactivateUser): Promise<UserView> {
    const { accountId } = command.actor;
    const { userId } = command;
    for (;;) {
      const { user, roles } = await this.database.write((tx) => this.#find(tx, command));
      if (user.active) return user;
      const attempt = () => this.database.write((tx) => this.#reactivate(tx, command, roles));
      const reactivated = await seated(this.seats, { accountId, userId, roles }, attempt);
      if (reactivated) return reactivated;
    }
  }

  async #find(tx: TenantTransaction, { actor, userId }: ReactivateUser): Promise<Found> {
    const { user, held } = await lockedUserFor(this.access, tx, actor, userId);
    assertMayReactivate(actor, held, user);
    return { user, roles: (await effectiveRolesOf(tx, [userId]))[0]?.roles ?? user.roles };
  }

  /** @returns undefined when the user has other roles by now than a seat was kept for */
  async #reactivate(tx: TenantTransaction, command: ReactivateUser, kept: readonly Role[]): Promise<User | undefined> {
    const { user, roles } = await this.#find(tx, command);
    if (user.active) return user;
    if (rolesThatDiffer(kept, roles).length > 0) return undefined;
    await this.reactivate(tx, user, roles);
    return user;
  }

  @Publishes(userReactivated, (_done, user: User, roles: readonly Role[]) => ({
    target: { type: 'user', id: user.id },
    data: { userId: user.id, roles: [...roles] },
  }))
  async reactivate(tx: TenantTransaction, user: User, _roles: readonly Role[]): Promise<void> {
    user.reactivate(new Date());
    await tx.repository(User).save(user);
    // Sign-ins and keys have ended for good; what was mailed would only have waited.
    await this.tokens.voidAllOf(tx, user.id, 'password_reset');
    await this.tokens.voidAllOf(tx, user.id, 'email');
  }
}
