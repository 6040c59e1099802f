import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { ROLES } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type ListRequest, listDefinition } from '#platform/lists/list-definition.js';
import { type ListPage, runList } from '#platform/lists/list-query.js';
import { INVITATION_STATES, type Invitation } from '../model/invitations.js';

export const invitationList = listDefinition({
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    email: { column: 'email', type: 'text', folded: 'email', filter: true, sort: true },
    roles: { column: 'roles', type: 'text[]', filter: true, values: ROLES },
    profile: { column: 'profile', type: 'text' },
    state: { column: 'state', type: 'text', filter: true, values: INVITATION_STATES },
    invitedBy: { column: 'invited_by', type: 'uuid', filter: true },
    userId: { column: 'user_id', type: 'uuid', filter: true },
    createdAt: { column: 'created_at', type: 'timestamptz', filter: true, sort: true },
    expiresAt: { column: 'expires_at', type: 'timestamptz', filter: true },
  },
  search: ['email'],
  ordering: '-createdAt',
});

/** All of the account: whoever may see one may see them all. */
export class ListInvitations extends Query<ListPage<Invitation>> {
  constructor(readonly request: ListRequest) {
    super();
  }
}

@QueryHandler(ListInvitations)
export class ListInvitationsHandler implements IQueryHandler<ListInvitations> {
  constructor(private readonly database: TenantDatabase) {}

  execute({ request }: ListInvitations): Promise<ListPage<Invitation>> {
    // All fields whatever was asked for: the actions follow from them.
    const whole = { ...request, fields: undefined };
    return this.database.readTogether(
      (tx) => runList(tx, { table: 'identity.invitation' }, whole) as Promise<ListPage<never>>,
    );
  }
}
