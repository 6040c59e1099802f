import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { StorageAllowance, storing } from '#accounts/contract/index.js';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { PROFILE_PICTURE, userUpdated } from '../contract/index.js';
import { lockedUserFor } from '../model/held-on-user.js';
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
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: AccessControl,
    private readonly storage: StorageAllowance,
  ) {}

  /** @throws UserNotFoundError, PermissionDeniedError, ValidationError, PlanLimitConflictError */
  async execute({ actor, userId, bytes }: SetProfilePicture): Promise<UserView> {
    const picture = bytes === null ? undefined : await profilePicture(bytes);
    const setting = () => this.database.write((tx) => this.#set(tx, actor, userId, picture));
    if (!picture) return (await setting()).user;
    const thing = { kind: PROFILE_PICTURE, objectId: userId, bytes: picture.bytes.byteLength };
    const done = await storing(
      this.storage,
      { accountId: actor.accountId, ...thing },
      setting,
      ({ isOther }) => isOther,
    );
    return done.user;
  }

  async #set(tx: TenantTransaction, actor: Actor, userId: string, picture: ProfilePicture | undefined) {
    const { user, held } = await lockedUserFor(this.access, tx, actor, userId);
    const address = picture ? pictureAddress(userId, picture) : null;
    const changed = user.change({ profile: { profilePicture: address } }, new Date());
    assertMayChange(actor, held, user, user.roles, ['profile.profilePicture']);
    // The profile may have been given another address meanwhile, which left the picture where it was.
    const isGone = !picture && (await tx.execute('delete from identity.picture where user_id = $1', [userId])) > 0;
    const isOther = changed.length > 0 || isGone;
    if (isOther) await this.store(tx, user, picture);
    return { user, isOther };
  }

  @Publishes(userUpdated, (_done, user: User, picture: ProfilePicture | undefined) => ({
    target: { type: 'user', id: user.id },
    data: { userId: user.id, changed: ['profile.profilePicture'], pictureBytes: picture?.bytes.byteLength ?? 0 },
  }))
  async store(tx: TenantTransaction, user: User, picture: ProfilePicture | undefined): Promise<void> {
    await tx.repository(User).save(user);
    if (!picture) return;
    await tx.execute(
      `insert into identity.picture (user_id, account_id, media_type, hash, bytes) values ($1, $2, $3, $4, $5)
       on conflict (user_id) do update
       set media_type = excluded.media_type, hash = excluded.hash, bytes = excluded.bytes`,
      [user.id, tx.accountId, picture.mediaType, picture.hash, picture.bytes],
    );
  }
}
