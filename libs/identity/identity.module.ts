import { BoundedContext } from '#platform/composition/bounded-context.js';
import { SETTINGS } from '#platform/config/settings-token.js';
import { Authentication } from '#platform/http/authentication.js';
import { AuthController } from './api/auth.controller.js';
import { UserFieldsResolver } from './api/user-fields.resolver.js';
import { UsersController } from './api/users.controller.js';
import { UsersResolver } from './api/users.resolver.js';
import { CreateUserHandler } from './commands/create-user.js';
import { DeactivateUserHandler } from './commands/deactivate-user.js';
import { RefreshSignInHandler } from './commands/refresh-sign-in.js';
import { RegisterUserHandler } from './commands/register-user.js';
import { SignInHandler } from './commands/sign-in.js';
import { SignOutHandler } from './commands/sign-out.js';
import { UpdateUserHandler } from './commands/update-user.js';
import { identityEvents, PeopleDirectory } from './contract/index.js';
import { Identity1763641010000 } from './migrations/1763641010000-identity.js';
import { Forgetting1763641020000 } from './migrations/1763641020000-forgetting.js';
import { AccessTokens } from './model/access-tokens.js';
import { identityPermissions } from './model/identity-permissions.js';
import { RefreshTokens } from './model/refresh-tokens.js';
import { SignIns } from './model/sign-ins.js';
import { loadSigningKey, SigningKey } from './model/signing-key.js';
import { TokenAuthentication } from './model/token-authentication.js';
import { User } from './model/user.entity.js';
import { GetUserHandler } from './queries/get-user.js';
import { ListUsersHandler } from './queries/list-users.js';
import { PeopleOfAccount } from './queries/people-of-account.js';
import { UserVisibility } from './queries/user-visibility.js';
import { ForgetEndedSignInsTask, forgetEndedSignIns, identityMaintenance } from './tasks/forget-ended-sign-ins.task.js';

@BoundedContext({
  name: 'identity',
  label: 'Identity',
  emits: identityEvents,
  permissions: identityPermissions,
  provides: [{ contract: PeopleDirectory, by: PeopleOfAccount }],
  entities: [User],
  migrations: [Identity1763641010000, Forgetting1763641020000],
  handlers: [
    SignInHandler,
    RefreshSignInHandler,
    SignOutHandler,
    RegisterUserHandler,
    CreateUserHandler,
    UpdateUserHandler,
    DeactivateUserHandler,
    GetUserHandler,
    ListUsersHandler,
  ],
  tasks: [ForgetEndedSignInsTask],
  queues: [identityMaintenance],
  schedules: [{ task: forgetEndedSignIns, cron: '17 3 * * *' }],
  controllers: [AuthController, UsersController],
  resolvers: [UsersResolver, UserFieldsResolver],
  visibilities: [UserVisibility],
  providers: [
    { provide: SigningKey, inject: [SETTINGS], useFactory: loadSigningKey },
    AccessTokens,
    RefreshTokens,
    SignIns,
    TokenAuthentication,
    { provide: Authentication, useExisting: TokenAuthentication },
  ],
})
export class IdentityModule {}
