import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { PictureNotFoundError } from '../model/picture-errors.js';
import type { ProfilePicture } from '../model/profile-picture.js';
import { GetUser } from './get-user.js';

export class GetProfilePicture extends Query<ProfilePicture> {
  constructor(
    readonly actor: Actor,
    readonly userId: string,
  ) {
    super();
  }
}

@QueryHandler(GetProfilePicture)
export class GetProfilePictureHandler implements IQueryHandler<GetProfilePicture> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly queries: QueryBus,
  ) {}

  /** @throws UserNotFoundError, PictureNotFoundError */
  async execute({ actor, userId }: GetProfilePicture): Promise<ProfilePicture> {
    // In one round trip. Whether the user may be seen is asked before anything is told.
    const [picture] = await Promise.all([this.#find(userId), this.queries.execute(new GetUser(actor, userId))]);
    if (!picture) throw new PictureNotFoundError(userId);
    return picture;
  }

  async #find(userId: string): Promise<ProfilePicture | undefined> {
    const [picture] = await this.database.readTogether((tx) =>
      tx.query<ProfilePicture>(
        'select media_type as "mediaType", hash, bytes from identity.picture where user_id = $1::uuid',
        [userId],
      ),
    );
    return picture;
  }
}
