import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { UserNotFoundError } from '../model/identity-errors.js';
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
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: AccessControl,
  ) {}

  /** @throws UserNotFoundError */
  async execute({ actor, userId }: GetUser): Promise<UserView> {
    // Everybody sees themselves, also by an API key that is for other things.
    const own = { sql: 'true', values: [] };
    const visible =
      userId === actor.userId ? own : this.access.ofOne(actor, identityPermissions['user.view'], 'user', { before: 1 });
    const [user] = await this.database.readTogether((tx) =>
      tx.query<UserView>(`select ${USER_COLUMNS} from identity.user where id = $1::uuid and ${visible.sql}`, [
        userId,
        ...visible.values,
      ]),
    );
    if (!user) throw new UserNotFoundError(userId);
    return user;
  }
}
