import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { AccessControl } from '#platform/access/access-control.js';
import { type Actor, ROLES } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type ListRequest, listDefinition } from '#platform/lists/list-definition.js';
import { type ListPage, runList } from '#platform/lists/list-query.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { PROFILE_COLUMN, type UserView } from '../model/user-view.js';

/** Its column is never null: a page that ends at a null could not say where the next one begins. */
const name = { type: 'text', filter: true, sort: true, internal: true } as const;

export const userList = listDefinition({
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    email: { column: 'email', type: 'text', folded: 'email', filter: true, sort: true },
    emailVerified: { column: 'email_verified', type: 'boolean', filter: true },
    profile: { column: PROFILE_COLUMN, type: 'text' },
    firstName: { column: `coalesce(first_name, '')`, folded: 'first_name_folded', ...name },
    lastName: { column: `coalesce(last_name, '')`, folded: 'last_name_folded', ...name },
    roles: { column: 'roles', type: 'text[]', filter: true, values: ROLES },
    active: { column: 'active', type: 'boolean', filter: true },
    createdAt: { column: 'created_at', type: 'timestamptz', filter: true, sort: true },
    updatedAt: { column: 'updated_at', type: 'timestamptz', filter: true, sort: true },
  },
  made: { lockedUntil: ['id', 'email'], secondFactor: ['id'] },
  search: ['email', 'firstName', 'lastName'],
  ordering: '-createdAt',
});

/** All users of the account for its staff; for a patient, the patient. */
export class ListUsers extends Query<ListPage<UserView>> {
  constructor(
    readonly actor: Actor,
    readonly request: ListRequest,
  ) {
    super();
  }
}

@QueryHandler(ListUsers)
export class ListUsersHandler implements IQueryHandler<ListUsers> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly access: AccessControl,
  ) {}

  async execute({ actor, request }: ListUsers): Promise<ListPage<UserView>> {
    const visible = await this.access.restrict(actor, identityPermissions['user.view'], 'user');
    // All fields whatever was asked for: the actions on a user follow from them.
    const whole = { ...request, fields: undefined };
    return this.database.readTogether(
      (tx) => runList(tx, { table: 'identity.user', visible }, whole) as Promise<ListPage<never>>,
    );
  }
}
