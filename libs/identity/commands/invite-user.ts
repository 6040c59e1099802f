import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor, Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { userInvited } from '../contract/index.js';
import { type Invitation, Invitations, orInvitationConflict } from '../model/invitations.js';
import type { Profile } from '../model/profile.entity.js';
import { User } from '../model/user.entity.js';
import { assertMayCreate } from '../model/user.policy.js';

interface Invitee {
  readonly email: string;
  readonly roles?: readonly Role[];
  readonly profile?: Partial<Profile>;
}

/** Mails somebody a link with which they become a user. */
export class InviteUser extends Command<Invitation> {
  constructor(
    readonly actor: Actor,
    readonly invitee: Invitee,
  ) {
    super();
  }
}

@CommandHandler(InviteUser)
export class InviteUserHandler implements ICommandHandler<InviteUser> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly invitations: Invitations,
  ) {}

  /** @throws ValidationError, PermissionDeniedError, InvitationConflictError */
  async execute({ actor, invitee }: InviteUser): Promise<Invitation> {
    // What could not be accepted is refused now.
    const { email, roles } = User.register({ ...invitee, accountId: actor.accountId }, new Date());
    assertMayCreate(actor, roles);
    const { profile = {} } = invitee;
    const invitation = { id: newId(), email, roles, profile, invitedBy: actor.userId };
    return orInvitationConflict(this.database.write((tx) => this.open(tx, invitation)));
  }

  @Publishes(userInvited, ({ id, roles }: Invitation) => ({
    target: { type: 'invitation', id },
    data: { invitationId: id, roles },
  }))
  open(tx: TenantTransaction, invitation: Parameters<Invitations['open']>[1]): Promise<Invitation> {
    return this.invitations.open(tx, invitation);
  }
}
