import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { CreateAccount } from '#accounts/commands/create-account.js';
import { RegisterUser } from '#identity/commands/register-user.js';
import { PasswordPolicy } from '#identity/model/password-policy.js';
import { type Claimed, SetupClaim } from '#identity/model/setup-claim.js';
import { User } from '#identity/model/user.entity.js';
import type { Role } from '#platform/context/actor.js';
import type { ClaimDto } from './claim.dto.js';

export type Claim = Pick<ClaimDto, 'account' | 'admin'> & {
  readonly token?: string;
  /** Runs Praxis itself. Only whoever is at the machine can say so. */
  readonly developer?: boolean;
};

/**
 * Makes the first account and its administrator, with the same commands that the demo practice is made with.
 * @param modules where commands and claim are found
 * @throws ValidationError, WrongSetupTokenError, SetupConflictError
 */
export async function claimInstallation(
  modules: Pick<INestApplicationContext, 'get'>,
  { token, account, admin, developer }: Claim,
): Promise<Claimed> {
  const { email, password, profile } = admin;
  // What would be refused half-way is refused before anything is made.
  modules.get(PasswordPolicy, { strict: false }).assertGood(password, { email, profile }, 'admin.password');
  const roles: Role[] = developer ? ['owner', 'admin', 'developer'] : ['owner', 'admin'];
  User.register({ accountId: '', email, profile, roles }, new Date());
  const bus = modules.get(CommandBus, { strict: false });
  let claimed: Claimed | undefined;
  await modules.get(SetupClaim, { strict: false }).claim(token, async ({ accountId, userId }) => {
    claimed = { accountId, userId };
    await bus.execute(new CreateAccount(account.name, accountId));
    return bus.execute(new RegisterUser({ id: userId, accountId, email, password, profile, roles }));
  });
  return claimed as Claimed;
}
