import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Seats } from '#accounts/contract/index.js';
import { newId } from '#platform/context/ids.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { invitationAccepted } from '../contract/index.js';
import { InvalidOneTimeTokenError } from '../model/credential-errors.js';
import { orEmailConflict } from '../model/email-address.js';
import { type Invitation, Invitations } from '../model/invitations.js';
import { Newcomers } from '../model/newcomers.js';
import { OneTimeTokens } from '../model/one-time-tokens.js';
import { PasswordPolicy } from '../model/password-policy.js';
import { hashPassword } from '../model/passwords.js';
import type { Profile } from '../model/profile.entity.js';
import { seated } from '../model/seated.js';
import { User } from '../model/user.entity.js';
import type { UserView } from '../model/user-view.js';

interface Acceptance {
  readonly token: string;
  readonly password: string;
  /** Goes before what the invitation says. */
  readonly profile?: Partial<Profile>;
}

/** Makes the user. */
export class AcceptInvitation extends Command<UserView> {
  constructor(readonly acceptance: Acceptance) {
    super();
  }
}

@CommandHandler(AcceptInvitation)
export class AcceptInvitationHandler implements ICommandHandler<AcceptInvitation> {
  constructor(
    private readonly tenants: TenantDatabase,
    private readonly tokens: OneTimeTokens,
    private readonly invitations: Invitations,
    private readonly newcomers: Newcomers,
    private readonly seats: Seats,
    private readonly passwords: PasswordPolicy,
  ) {}

  /** @throws InvalidOneTimeTokenError, ValidationError, UserEmailConflictError, PlanLimitConflictError */
  async execute({ acceptance: { token, password, profile } }: AcceptInvitation): Promise<UserView> {
    const presented = this.tokens.read(token);
    const { accountId } = presented;
    const tenant = this.tenants.forAccount(accountId);
    const invitation = await tenant.read((tx) => this.invitations.ofToken(tx, presented.id));
    if (!invitation) throw new InvalidOneTimeTokenError();
    const user = newUser(invitation, accountId, profile);
    this.passwords.assertGood(password, user);
    const hash = await hashPassword(password);
    const accept = () =>
      orEmailConflict(
        tenant.write(async (tx) => {
          // In the order of whoever sends it again or revokes it: first the invitation, then its token.
          await this.invitations.lock(tx, invitation);
          await this.tokens.use(tx, presented, 'invitation');
          await this.newcomers.welcome(tx, user, hash, new Date());
          await this.accepted(tx, invitation, user.id);
          return user;
        }),
      );
    return seated(this.seats, { accountId, userId: user.id, roles: user.roles }, accept);
  }

  @Publishes(invitationAccepted, (_done, { id }: Invitation, userId: string) => ({
    target: { type: 'invitation', id },
    data: { invitationId: id, userId },
  }))
  async accepted(tx: TenantTransaction, invitation: Invitation, userId: string): Promise<void> {
    await this.invitations.accept(tx, invitation, userId);
  }
}

const newUser = ({ email, roles, profile }: Invitation, accountId: string, chosen: Partial<Profile> = {}): User =>
  User.register({ id: newId(), accountId, email, roles, profile: { ...profile, ...chosen } }, new Date());
