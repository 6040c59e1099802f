import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { invitationRevoked } from '../contract/index.js';
import { type Invitation, Invitations } from '../model/invitations.js';
import { assertMayCreate } from '../model/user.policy.js';

/** From here on nobody can accept it. */
export class RevokeInvitation extends Command<Invitation> {
  constructor(
    readonly actor: Actor,
    readonly invitationId: string,
  ) {
    super();
  }
}

@CommandHandler(RevokeInvitation)
export class RevokeInvitationHandler implements ICommandHandler<RevokeInvitation> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly invitations: Invitations,
  ) {}

  /** @throws InvitationNotFoundError, InvitationStateConflictError, PermissionDeniedError */
  execute({ actor, invitationId }: RevokeInvitation): Promise<Invitation> {
    return this.database.write(async (tx) => {
      const invitation = await this.invitations.lockedOpen(tx, invitationId);
      assertMayCreate(actor, invitation.roles);
      return this.revoke(tx, invitation);
    });
  }

  @Publishes(invitationRevoked, ({ id }: Invitation) => ({
    target: { type: 'invitation', id },
    data: { invitationId: id },
  }))
  revoke(tx: TenantTransaction, invitation: Invitation): Promise<Invitation> {
    return this.invitations.revoke(tx, invitation);
  }
}
