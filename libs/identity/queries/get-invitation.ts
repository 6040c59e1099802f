import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { InvitationNotFoundError } from '../model/credential-errors.js';
import { INVITATION_COLUMNS, type Invitation } from '../model/invitations.js';

export class GetInvitation extends Query<Invitation> {
  constructor(readonly invitationId: string) {
    super();
  }
}

@QueryHandler(GetInvitation)
export class GetInvitationHandler implements IQueryHandler<GetInvitation> {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws InvitationNotFoundError */
  async execute({ invitationId }: GetInvitation): Promise<Invitation> {
    const [invitation] = await this.database.readTogether((tx) =>
      tx.query<Invitation>(`select ${INVITATION_COLUMNS} from identity.invitation where id = $1`, [invitationId]),
    );
    if (!invitation) throw new InvitationNotFoundError(invitationId);
    return invitation;
  }
}
