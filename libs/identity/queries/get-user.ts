import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { UserNotFoundError } from '../model/identity-errors.js';
import { mayView } from '../model/user.policy.js';
import { USER_COLUMNS, type UserView } from '../model/user-view.js';

export class GetUser extends Query<UserView> {
  constructor(
    readonly actor: Actor,
    readonly userId: string,
  ) {
    super();
  }
}

@QueryHandler(GetUser)
export class GetUserHandler implements IQueryHandler<GetUser> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws UserNotFoundError */
  async execute({ actor, userId }: GetUser): Promise<UserView> {
    const [user] = await this.database.readTogether((tx) =>
      tx.query<UserView>(`select ${USER_COLUMNS} from identity.user where id = $1::uuid`, [userId]),
    );
    if (!user || !mayView(actor, userId)) throw new UserNotFoundError(userId);
    return user;
  }
}
