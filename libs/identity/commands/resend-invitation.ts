import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { invitationResent } from '../contract/index.js';
import { type Invitation, Invitations } from '../model/invitations.js';
import { assertMayCreate } from '../model/user.policy.js';

/** Good for another 7 days, by the new mail only. */
export class ResendInvitation extends Command<Invitation> {
  constructor(
    readonly actor: Actor,
    readonly invitationId: string,
  ) {
    super();
  }
}

@CommandHandler(ResendInvitation)
export class ResendInvitationHandler implements ICommandHandler<ResendInvitation> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly invitations: Invitations,
  ) {}

  /** @throws InvitationNotFoundError, InvitationStateConflictError, PermissionDeniedError */
  execute({ actor, invitationId }: ResendInvitation): Promise<Invitation> {
    return this.database.write(async (tx) => {
      const invitation = await this.invitations.lockedOpen(tx, invitationId);
      assertMayCreate(actor, invitation.roles);
      return this.mailAgain(tx, invitation);
    });
  }

  @Publishes(invitationResent, ({ id }: Invitation) => ({
    target: { type: 'invitation', id },
    data: { invitationId: id },
  }))
  mailAgain(tx: TenantTransaction, invitation: Invitation): Promise<Invitation> {
    return this.invitations.mailAgain(tx, invitation);
  }
}
