import { AccountDirectory, RequestPlaces, Seats, SiteDirectory, StorageAllowance } from '#accounts/contract/index.js';
import { BoundedContext } from '#platform/composition/bounded-context.js';
import { SETTINGS } from '#platform/config/settings-token.js';
import { PlaceFinder } from '#platform/http/account-context.js';
import { Authentication } from '#platform/http/authentication.js';
import { ApiKeysController } from './api/api-keys.controller.js';
import { ApiKeysResolver } from './api/api-keys.resolver.js';
import { AuthController } from './api/auth.controller.js';
import { CredentialsController } from './api/credentials.controller.js';
import { CredentialsResolver } from './api/credentials.resolver.js';
import { GroupMembersController } from './api/group-members.controller.js';
import { GroupsController } from './api/groups.controller.js';
import { GroupsResolver } from './api/groups.resolver.js';
import { InvitationsController } from './api/invitations.controller.js';
import { InvitationsResolver } from './api/invitations.resolver.js';
import { PictureController } from './api/picture.controller.js';
import { PictureResolver } from './api/picture.resolver.js';
import { PresentedUsers } from './api/present-user.js';
import { SecondFactorController } from './api/second-factor.controller.js';
import { SignInsController } from './api/sign-ins.controller.js';
import { SignInsResolver } from './api/sign-ins.resolver.js';
import { UserFieldsResolver } from './api/user-fields.resolver.js';
import { UserHelpController } from './api/user-help.controller.js';
import { UsersController } from './api/users.controller.js';
import { UsersResolver } from './api/users.resolver.js';
import { ApiKeyAuthentication } from './authentication/api-key-authentication.js';
import { AuthenticationChain } from './authentication/authentication-chain.js';
import { BasicAuthentication } from './authentication/basic-authentication.js';
import { CookieAuthentication } from './authentication/cookie-authentication.js';
import { TokenAuthentication } from './authentication/token-authentication.js';
import { AcceptInvitationHandler } from './commands/accept-invitation.js';
import { AddGroupMemberHandler } from './commands/add-group-member.js';
import { AnswerSecondFactorHandler } from './commands/answer-second-factor.js';
import { AskForEmailVerificationHandler } from './commands/ask-for-email-verification.js';
import { AskForPasswordResetHandler } from './commands/ask-for-password-reset.js';
import { ChangeOwnEmailHandler } from './commands/change-own-email.js';
import { ChangePasswordHandler } from './commands/change-password.js';
import { ConfirmSecondFactorHandler } from './commands/confirm-second-factor.js';
import { CreateApiKeyHandler } from './commands/create-api-key.js';
import { CreateGroupHandler } from './commands/create-group.js';
import { CreateUserHandler } from './commands/create-user.js';
import { DeactivateUserHandler } from './commands/deactivate-user.js';
import { DeleteGroupHandler } from './commands/delete-group.js';
import { DisableSecondFactorHandler } from './commands/disable-second-factor.js';
import { EndOtherSignInsHandler } from './commands/end-other-sign-ins.js';
import { EndSessionOfCookieHandler } from './commands/end-session-of-cookie.js';
import { EndSignInHandler } from './commands/end-sign-in.js';
import { EnrolSecondFactorHandler } from './commands/enrol-second-factor.js';
import { InviteUserHandler } from './commands/invite-user.js';
import { ReactivateUserHandler } from './commands/reactivate-user.js';
import { RefreshSignInHandler } from './commands/refresh-sign-in.js';
import { RegisterOneselfHandler } from './commands/register-oneself.js';
import { RegisterUserHandler } from './commands/register-user.js';
import { RemoveGroupMemberHandler } from './commands/remove-group-member.js';
import { RemoveSecondFactorHandler } from './commands/remove-second-factor.js';
import { RenewRecoveryCodesHandler } from './commands/renew-recovery-codes.js';
import { ResendInvitationHandler } from './commands/resend-invitation.js';
import { ResetPasswordHandler } from './commands/reset-password.js';
import { RevokeApiKeyHandler } from './commands/revoke-api-key.js';
import { RevokeInvitationHandler } from './commands/revoke-invitation.js';
import { SetProfilePictureHandler } from './commands/set-profile-picture.js';
import { SignInHandler } from './commands/sign-in.js';
import { SignOutHandler } from './commands/sign-out.js';
import { UnlockUserHandler } from './commands/unlock-user.js';
import { UpdateGroupHandler } from './commands/update-group.js';
import { UpdateUserHandler } from './commands/update-user.js';
import { VerifyEmailHandler } from './commands/verify-email.js';
import { identityPermissions } from './contract/identity-permissions.js';
import { GroupDirectory, identityEvents, PeopleDirectory } from './contract/index.js';
import { Identity1763641010000 } from './migrations/1763641010000-identity.js';
import { Forgetting1763641020000 } from './migrations/1763641020000-forgetting.js';
import { Credentials1763650030000 } from './migrations/1763650030000-credentials.js';
import { Doors1763650040000 } from './migrations/1763650040000-doors.js';
import { Locks1763660020000 } from './migrations/1763660020000-locks.js';
import { PeopleAreFacts1763660051000 } from './migrations/1763660051000-people-are-facts.js';
import { FirstNames1763660060000 } from './migrations/1763660060000-first-names.js';
import { PeopleInMoreOrders1763660071000 } from './migrations/1763660071000-people-in-more-orders.js';
import { AccessTokens } from './model/access-tokens.js';
import { ApiKeys } from './model/api-keys.js';
import { Attempts } from './model/attempts.js';
import { CsrfTokens } from './model/csrf-tokens.js';
import { DerivedKeys } from './model/derived-keys.js';
import { Group } from './model/group.entity.js';
import { GroupMemberships } from './model/group-memberships.js';
import { groupObject } from './model/group-object.js';
import { GuardedAttempts } from './model/guarded-attempts.js';
import { Invitations } from './model/invitations.js';
import { NewPasswords } from './model/new-passwords.js';
import { Newcomers } from './model/newcomers.js';
import { OneTimeTokens } from './model/one-time-tokens.js';
import { PasswordCheck } from './model/password-check.js';
import { PasswordPolicy } from './model/password-policy.js';
import { ProofOfSelf } from './model/proof-of-self.js';
import { RecoveryCodes } from './model/recovery-codes.js';
import { RefreshTokens } from './model/refresh-tokens.js';
import { SealedSecrets } from './model/sealed-secrets.js';
import { SeatsOfGroups } from './model/seats-of-groups.js';
import { SecondFactorChallenges } from './model/second-factor-challenges.js';
import { SecondFactors } from './model/second-factors.js';
import { SetupClaim } from './model/setup-claim.js';
import { SignIns } from './model/sign-ins.js';
import { loadSigningKey, SigningKey } from './model/signing-key.js';
import { TakenAddresses } from './model/taken-addresses.js';
import { User } from './model/user.entity.js';
import { userObject } from './model/user-object.js';
import { ApiKeyVisibility } from './queries/api-key-visibility.js';
import { GetApiKeyHandler } from './queries/get-api-key.js';
import { GetGroupHandler } from './queries/get-group.js';
import { GetInvitationHandler } from './queries/get-invitation.js';
import { GetProfilePictureHandler } from './queries/get-profile-picture.js';
import { GetSecondFactorHandler } from './queries/get-second-factor.js';
import { GetSignInHandler } from './queries/get-sign-in.js';
import { GetUserHandler } from './queries/get-user.js';
import { GroupsOfAccount } from './queries/groups-of-account.js';
import { InvitationVisibility } from './queries/invitation-visibility.js';
import { ListApiKeysHandler } from './queries/list-api-keys.js';
import { ListGroupMembersHandler } from './queries/list-group-members.js';
import { ListGroupsHandler } from './queries/list-groups.js';
import { ListInvitationsHandler } from './queries/list-invitations.js';
import { ListSignInsHandler } from './queries/list-sign-ins.js';
import { ListUsersHandler } from './queries/list-users.js';
import { PeopleOfAccount } from './queries/people-of-account.js';
import { SignInVisibility } from './queries/sign-in-visibility.js';
import { UserStandings } from './queries/user-standings.js';
import { AnswerForgottenPasswordTask } from './tasks/answer-forgotten-password.task.js';
import { ForgetEndedSignInsTask, forgetEndedSignIns, identityMaintenance } from './tasks/forget-ended-sign-ins.task.js';
import { ForgetSpentCredentialsTask, forgetSpentCredentials } from './tasks/forget-spent-credentials.task.js';
import { SendMailTask } from './tasks/send-mail.task.js';
import { TellOfLockOutTask } from './tasks/tell-of-lock-out.task.js';

@BoundedContext({
  name: 'identity',
  label: 'Identity',
  emits: identityEvents,
  permissions: identityPermissions,
  objects: [userObject, groupObject],
  provides: [
    { contract: PeopleDirectory, by: PeopleOfAccount },
    { contract: GroupDirectory, by: GroupsOfAccount },
  ],
  requires: [AccountDirectory, RequestPlaces, Seats, SiteDirectory, StorageAllowance],
  entities: [User, Group],
  migrations: [
    Identity1763641010000,
    Forgetting1763641020000,
    Doors1763650040000,
    Credentials1763650030000,
    Locks1763660020000,
    PeopleAreFacts1763660051000,
    FirstNames1763660060000,
    PeopleInMoreOrders1763660071000,
  ],
  handlers: [
    SignInHandler,
    RefreshSignInHandler,
    SignOutHandler,
    RegisterUserHandler,
    CreateUserHandler,
    UpdateUserHandler,
    DeactivateUserHandler,
    ReactivateUserHandler,
    EndSessionOfCookieHandler,
    EndSignInHandler,
    EndOtherSignInsHandler,
    CreateApiKeyHandler,
    RevokeApiKeyHandler,
    CreateGroupHandler,
    UpdateGroupHandler,
    DeleteGroupHandler,
    AddGroupMemberHandler,
    RemoveGroupMemberHandler,
    SetProfilePictureHandler,
    GetUserHandler,
    ListUsersHandler,
    GetProfilePictureHandler,
    ListSignInsHandler,
    GetSignInHandler,
    GetApiKeyHandler,
    ListApiKeysHandler,
    GetGroupHandler,
    ListGroupsHandler,
    ListGroupMembersHandler,
    AcceptInvitationHandler,
    AnswerSecondFactorHandler,
    AskForEmailVerificationHandler,
    AskForPasswordResetHandler,
    ChangeOwnEmailHandler,
    ChangePasswordHandler,
    ConfirmSecondFactorHandler,
    DisableSecondFactorHandler,
    EnrolSecondFactorHandler,
    InviteUserHandler,
    RegisterOneselfHandler,
    RemoveSecondFactorHandler,
    RenewRecoveryCodesHandler,
    ResendInvitationHandler,
    ResetPasswordHandler,
    RevokeInvitationHandler,
    UnlockUserHandler,
    VerifyEmailHandler,
    GetInvitationHandler,
    GetSecondFactorHandler,
    ListInvitationsHandler,
  ],
  tasks: [
    ForgetEndedSignInsTask,
    AnswerForgottenPasswordTask,
    ForgetSpentCredentialsTask,
    SendMailTask,
    TellOfLockOutTask,
  ],
  queues: [identityMaintenance],
  schedules: [
    { task: forgetEndedSignIns, cron: '17 3 * * *' },
    { task: forgetSpentCredentials, cron: '23 3 * * *' },
  ],
  controllers: [
    AuthController,
    SignInsController,
    ApiKeysController,
    UsersController,
    PictureController,
    GroupsController,
    GroupMembersController,
    CredentialsController,
    InvitationsController,
    SecondFactorController,
    UserHelpController,
  ],
  resolvers: [
    UsersResolver,
    UserFieldsResolver,
    PictureResolver,
    SignInsResolver,
    ApiKeysResolver,
    GroupsResolver,
    CredentialsResolver,
    InvitationsResolver,
  ],
  visibilities: [ApiKeyVisibility, InvitationVisibility, SignInVisibility],
  providers: [
    { provide: SigningKey, inject: [SETTINGS], useFactory: loadSigningKey },
    AccessTokens,
    RefreshTokens,
    SignIns,
    CsrfTokens,
    ApiKeys,
    GroupMemberships,
    SeatsOfGroups,
    ApiKeyAuthentication,
    TokenAuthentication,
    CookieAuthentication,
    BasicAuthentication,
    { provide: Authentication, useClass: AuthenticationChain },
    // Every process that serves requests runs this context, but not every one that of accounts.
    { provide: PlaceFinder, useExisting: RequestPlaces },
    Attempts,
    DerivedKeys,
    GuardedAttempts,
    Invitations,
    Newcomers,
    NewPasswords,
    OneTimeTokens,
    PasswordCheck,
    PasswordPolicy,
    ProofOfSelf,
    RecoveryCodes,
    SealedSecrets,
    SecondFactorChallenges,
    SecondFactors,
    SetupClaim,
    TakenAddresses,
    PresentedUsers,
    UserStandings,
  ],
})
export class IdentityModule {}
