import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Seats } from '#accounts/contract/index.js';
import { AccessControl } from '#platform/access/access-control.js';
import type { Actor, Role } from '#platform/context/actor.js';
import { Admission } from '#platform/database/admission.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { Publishes } from '#platform/messaging/publishes.js';
import { userUpdated } from '../contract/index.js';
import { OwnEmailChangeError } from '../model/credential-errors.js';
import { effectiveRolesOf } from '../model/effective-roles.js';
import { lockedUserFor } from '../model/held-on-user.js';
import { OneTimeTokens } from '../model/one-time-tokens.js';
import { seated } from '../model/seated.js';
import { removePicture } from '../model/stored-picture.js';
import { TakenAddresses } from '../model/taken-addresses.js';
import { User, type UserChanges } from '../model/user.entity.js';
import { assertMayChange, changesEverybody } from '../model/user.policy.js';
import type { UserView } from '../model/user-view.js';

const PICTURE = 'profile.profilePicture';

/** Takes away the picture that is stored, too. */
export const NO_PICTURE: UserChanges = { profile: { profilePicture: null } };

export class UpdateUser extends Command<UserView> {
  constructor(
    readonly actor: Actor,
    readonly userId: string,
    readonly changes: UserChanges,
  ) {
    super();
  }
}

@CommandHandler(UpdateUser)
export class UpdateUserHandler implements ICommandHandler<UpdateUser> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly seats: Seats,
    private readonly tokens: OneTimeTokens,
    private readonly access: AccessControl,
    private readonly addresses: TakenAddresses,
  ) {}

  /**
   * @throws UserNotFoundError, PermissionDeniedError, ValidationError, UserEmailConflictError, RateLimitedError,
   *   PlanLimitConflictError
   */
  execute({ actor, userId, changes }: UpdateUser): Promise<UserView> {
    const { email, roles } = changes;
    const writing = () => this.database.write((tx) => this.#update(tx, actor, userId, changes));
    const updating = () => (email === undefined ? writing() : this.addresses.write(actor, email, writing));
    // Who may not give roles is told so by the update itself.
    if (!roles || !changesEverybody(actor)) return updating();
    return seated(this.seats, { accountId: actor.accountId, userId, roles }, updating);
  }

  async #update(tx: TenantTransaction, actor: Actor, userId: string, changes: UserChanges): Promise<User> {
    const { user, held } = await lockedUserFor(this.access, tx, actor, userId);
    const before = { id: userId, roles: user.roles };
    const changed = user.change(changes, new Date());
    assertMayChange(actor, held, before, user.roles, changed);
    if (changed.includes('email')) await this.#forgetOldAddress(tx, actor, userId);
    if (changes.profile?.profilePicture === null) await this.#removePicture(tx, userId, changed);
    if (changed.length > 0) await this.store(tx, user, changed);
    // Tokens carry roles: one that says more than is true now is void, and refreshing it gives the right ones.
    if (before.roles.some((role) => !user.roles.includes(role))) await Admission.voidIssuedTo(tx, userId);
    return user;
  }

  /** What was mailed there must not open the user any more. One's own changes when the new one has answered: {@link ChangeOwnEmail}. */
  async #forgetOldAddress(tx: TenantTransaction, actor: Actor, userId: string): Promise<void> {
    if (actor.userId === userId) throw new OwnEmailChangeError();
    await this.tokens.voidAllOf(tx, userId, 'password_reset');
    await this.tokens.voidAllOf(tx, userId, 'email');
  }

  /** The profile may have been given another address meanwhile, which left the picture where it was. */
  async #removePicture(tx: TenantTransaction, userId: string, changed: string[]): Promise<void> {
    const isGone = await removePicture(tx, userId);
    if (isGone && !changed.includes(PICTURE)) changed.push(PICTURE);
  }

  /** @returns all roles, those of groups too, when they are others now */
  @Publishes(userUpdated, (roles: Role[] | undefined, user: User, changed: string[]) => ({
    target: { type: 'user', id: user.id },
    data: {
      userId: user.id,
      changed,
      ...(roles && { roles }),
      ...(changed.includes(PICTURE) && user.profile.profilePicture === null && { pictureBytes: 0 }),
    },
  }))
  async store(tx: TenantTransaction, user: User, changed: string[]): Promise<Role[] | undefined> {
    await tx.repository(User).save(user);
    if (!changed.includes('roles')) return undefined;
    return (await effectiveRolesOf(tx, [user.id]))[0]?.roles;
  }
}
