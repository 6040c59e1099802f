import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { userUnlocked } from '../contract/index.js';
import { Attempts } from '../model/attempts.js';
import { lockedUserFor } from '../model/held-on-user.js';
import type { User } from '../model/user.entity.js';
import { assertMayHelp } from '../model/user.policy.js';

/** For a user whom too many failures have locked out, of password or code. Counters of network addresses go on. */
export class UnlockUser extends Command<void> {
  constructor(
    readonly actor: Actor,
    readonly userId: string,
  ) {
    super();
  }
}

@CommandHandler(UnlockUser)
export class UnlockUserHandler implements ICommandHandler<UnlockUser> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly attempts: Attempts,
    private readonly access: AccessControl,
  ) {}

  /** @throws UserNotFoundError, PermissionDeniedError */
  async execute({ actor, userId }: UnlockUser): Promise<void> {
    await this.database.write(async (tx) => {
      const { user, held } = await lockedUserFor(this.access, tx, actor, userId);
      assertMayHelp(actor, held, user);
      await this.unlock(tx, user);
    });
  }

  @Publishes(userUnlocked, (_done, { id }: User) => ({ target: { type: 'user', id }, data: { userId: id } }))
  async unlock(tx: TenantTransaction, { id, email }: User): Promise<void> {
    for (const who of this.attempts.personsOf({ id, email })) {
      await tx.query('select identity.unlock($1)', [who]);
    }
  }
}
