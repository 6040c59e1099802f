import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccountDirectory } from '#accounts/contract/index.js';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { Admission } from '#platform/database/admission.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { userDeactivated } from '../contract/index.js';
import { ApiKeys } from '../model/api-keys.js';
import { lockedUserFor } from '../model/held-on-user.js';
import { SystemUserConflictError } from '../model/identity-errors.js';
import { SignIns } from '../model/sign-ins.js';
import { User } from '../model/user.entity.js';
import { assertMayDeactivate } from '../model/user.policy.js';
import type { UserView } from '../model/user-view.js';

/** Doing it again changes nothing. */
export class DeactivateUser extends Command<UserView> {
  constructor(
    readonly actor: Actor,
    readonly userId: string,
  ) {
    super();
  }
}

@CommandHandler(DeactivateUser)
export class DeactivateUserHandler implements ICommandHandler<DeactivateUser> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly signIns: SignIns,
    private readonly apiKeys: ApiKeys,
    private readonly accounts: AccountDirectory,
    private readonly access: AccessControl,
  ) {}

  /** @throws UserNotFoundError, PermissionDeniedError, SystemUserConflictError */
  async execute({ actor, userId }: DeactivateUser): Promise<UserView> {
    const { system } = await this.accounts.account(actor.accountId);
    return this.database.write(async (tx) => {
      const { user, held } = await lockedUserFor(this.access, tx, actor, userId);
      assertMayDeactivate(actor, held, user);
      if (system) throw new SystemUserConflictError();
      if (user.active) await this.deactivate(tx, user);
      return user;
    });
  }

  /** With the commit, no credential of the user is good in any process. */
  @Publishes(userDeactivated, (_done, user: User) => ({
    target: { type: 'user', id: user.id },
    data: { userId: user.id },
  }))
  async deactivate(tx: TenantTransaction, user: User): Promise<void> {
    user.deactivate(new Date());
    await tx.repository(User).save(user);
    await this.signIns.endAllOf(tx, user.id);
    await this.apiKeys.revokeAllOf(tx, user.id);
    await Admission.voidIssuedTo(tx, user.id);
  }
}
