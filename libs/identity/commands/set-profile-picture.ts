import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { userUpdated } from '../contract/index.js';
import { lockedUser } from '../model/locked-user.js';
import { type ProfilePicture, pictureAddress, profilePicture } from '../model/profile-picture.js';
import { User } from '../model/user.entity.js';
import { assertMayChange } from '../model/user.policy.js';
import type { UserView } from '../model/user-view.js';

/** Sets or, without bytes, takes away the picture of a user. */
export class SetProfilePicture extends Command<UserView> {
  constructor(
    readonly actor: Actor,
    readonly userId: string,
    /** The file; null to take it away. */
    readonly bytes: Buffer | null | undefined,
  ) {
    super();
  }
}

@CommandHandler(SetProfilePicture)
export class SetProfilePictureHandler implements ICommandHandler<SetProfilePicture> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws UserNotFoundError, PermissionDeniedError, ValidationError */
  async execute({ actor, userId, bytes }: SetProfilePicture): Promise<UserView> {
    const picture = bytes === null ? undefined : profilePicture(bytes);
    return this.database.write(async (tx) => {
      const user = await lockedUser(tx, userId);
      const address = picture ? pictureAddress(userId, picture) : null;
      const changed = user.change({ profile: { profilePicture: address } }, new Date());
      assertMayChange(actor, user, user.roles, ['profile.profilePicture']);
      if (changed.length > 0) await this.store(tx, user, picture);
      return user;
    });
  }

  @Publishes(userUpdated, (_done, user: User) => ({
    target: { type: 'user', id: user.id },
    data: { userId: user.id, changed: ['profile.profilePicture'] },
  }))
  async store(tx: TenantTransaction, user: User, picture: ProfilePicture | undefined): Promise<void> {
    await tx.repository(User).save(user);
    if (!picture) {
      await tx.execute('delete from identity.picture where user_id = $1', [user.id]);
      return;
    }
    await tx.execute(
      `insert into identity.picture (user_id, account_id, media_type, hash, bytes) values ($1, $2, $3, $4, $5)
       on conflict (user_id) do update
       set media_type = excluded.media_type, hash = excluded.hash, bytes = excluded.bytes`,
      [user.id, tx.accountId, picture.mediaType, picture.hash, picture.bytes],
    );
  }
}
