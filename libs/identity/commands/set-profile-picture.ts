import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { StorageAllowance, storing } from '#accounts/contract/index.js';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { PROFILE_PICTURE, userUpdated } from '../contract/index.js';
import { lockedUserFor } from '../model/held-on-user.js';
import { type ProfilePicture, pictureAddress, profilePicture } from '../model/profile-picture.js';
import { storePicture } from '../model/stored-picture.js';
import { User } from '../model/user.entity.js';
import { assertMayChange } from '../model/user.policy.js';
import type { UserView } from '../model/user-view.js';

/** Sets the picture of a user. It is taken away by changing the profile: {@link UpdateUser}. */
export class SetProfilePicture extends Command<UserView> {
  constructor(
    readonly actor: Actor,
    readonly userId: string,
    readonly file: Buffer | undefined,
  ) {
    super();
  }
}

@CommandHandler(SetProfilePicture)
export class SetProfilePictureHandler implements ICommandHandler<SetProfilePicture> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: AccessControl,
    private readonly storage: StorageAllowance,
  ) {}

  /** @throws UserNotFoundError, PermissionDeniedError, ValidationError, PlanLimitConflictError */
  async execute({ actor, userId, file }: SetProfilePicture): Promise<UserView> {
    const picture = await profilePicture(file);
    const thing = { kind: PROFILE_PICTURE, objectId: userId, bytes: picture.bytes.byteLength };
    const { user } = await storing(
      this.storage,
      { accountId: actor.accountId, ...thing },
      () => this.database.write((tx) => this.#set(tx, actor, userId, picture)),
      ({ isOther }) => isOther,
    );
    return user;
  }

  async #set(tx: TenantTransaction, actor: Actor, userId: string, picture: ProfilePicture) {
    const { user, held } = await lockedUserFor(this.access, tx, actor, userId);
    const changed = user.change({ profile: { profilePicture: pictureAddress(userId, picture) } }, new Date());
    assertMayChange(actor, held, user, user.roles, ['profile.profilePicture']);
    // The profile may name an address of which there is no picture any more.
    const isOther = (await storePicture(tx, userId, picture)) || changed.length > 0;
    if (isOther) await this.save(tx, user, picture.bytes.byteLength);
    return { user, isOther };
  }

  @Publishes(userUpdated, (_done, user: User, pictureBytes: number) => ({
    target: { type: 'user', id: user.id },
    data: { userId: user.id, changed: ['profile.profilePicture'], pictureBytes },
  }))
  async save(tx: TenantTransaction, user: User, _pictureBytes: number): Promise<void> {
    await tx.repository(User).save(user);
  }
}
