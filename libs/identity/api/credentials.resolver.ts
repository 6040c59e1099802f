import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import type { GraphqlContext } from '#platform/graphql/graphql-context.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted, SignedIn } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { AnswersWithSecret } from '#platform/idempotency/answers-with-secret.js';
import { Throttled } from '#platform/throttling/throttle-scopes.js';
import { AskForEmailVerification } from '../commands/ask-for-email-verification.js';
import { ChangeOwnEmail } from '../commands/change-own-email.js';
import { ChangePassword } from '../commands/change-password.js';
import { ConfirmSecondFactor } from '../commands/confirm-second-factor.js';
import { DisableSecondFactor } from '../commands/disable-second-factor.js';
import { EnrolSecondFactor } from '../commands/enrol-second-factor.js';
import { RemoveSecondFactor } from '../commands/remove-second-factor.js';
import { RenewRecoveryCodes } from '../commands/renew-recovery-codes.js';
import { UnlockUser } from '../commands/unlock-user.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { GetSecondFactor } from '../queries/get-second-factor.js';
import { ChangePasswordDto, NewAddressDto } from './credentials.dto.js';
import { BothFactorsDto, CodeDto, OwnPasswordDto } from './second-factor.dto.js';
import { EnrolmentType, SecondFactorType } from './second-factor-type.js';

const originOf = ({ reply }: GraphqlContext) => ({ address: reply.request.ip });
const UserId = () => Args('id', { type: () => ID }, idOf('USER'));

/** The same commands as {@link CredentialsController}, {@link SecondFactorController} and {@link UserHelpController}. */
@Resolver()
export class CredentialsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => SecondFactorType)
  @SignedIn()
  secondFactor(@CurrentActor() actor: Actor): Promise<SecondFactorType> {
    return this.queries.execute(new GetSecondFactor(actor));
  }

  @Mutation(() => Boolean, { description: 'Ends all other sign-ins.' })
  @SignedIn()
  @Throttled('auth_strict')
  async changePassword(
    @CurrentActor() actor: Actor,
    @Args('input') { current, next }: ChangePasswordDto,
    @Context() request: GraphqlContext,
  ): Promise<boolean> {
    await this.commands.execute(new ChangePassword(actor, current, next, originOf(request)));
    return true;
  }

  @Mutation(() => Boolean, { description: 'Takes effect when the mail to the new address comes back.' })
  @SignedIn()
  @Throttled('auth_strict')
  async changeEmail(
    @CurrentActor() actor: Actor,
    @Args('input') { email, password }: NewAddressDto,
    @Context() request: GraphqlContext,
  ): Promise<boolean> {
    await this.commands.execute(new ChangeOwnEmail(actor, email, password, originOf(request)));
    return true;
  }

  @Mutation(() => Boolean)
  @SignedIn()
  @Throttled('auth_strict')
  async resendEmailVerification(@CurrentActor() actor: Actor): Promise<boolean> {
    await this.commands.execute(new AskForEmailVerification(actor));
    return true;
  }

  @Mutation(() => EnrolmentType)
  @SignedIn()
  @Throttled('auth_strict')
  @AnswersWithSecret()
  enrolSecondFactor(
    @CurrentActor() actor: Actor,
    @Args('input') { password }: OwnPasswordDto,
    @Context() request: GraphqlContext,
  ): Promise<EnrolmentType> {
    return this.commands.execute(new EnrolSecondFactor(actor, password, originOf(request)));
  }

  @Mutation(() => [String], { description: 'Gives the recovery codes, this once.' })
  @SignedIn()
  @Throttled('auth_strict')
  @AnswersWithSecret()
  confirmSecondFactor(@CurrentActor() actor: Actor, @Args('input') { code }: CodeDto): Promise<string[]> {
    return this.commands.execute(new ConfirmSecondFactor(actor, code));
  }

  @Mutation(() => Boolean)
  @SignedIn()
  @Throttled('auth_strict')
  async disableSecondFactor(
    @CurrentActor() actor: Actor,
    @Args('input') { password, code }: BothFactorsDto,
    @Context() request: GraphqlContext,
  ): Promise<boolean> {
    await this.commands.execute(new DisableSecondFactor(actor, password, code, originOf(request)));
    return true;
  }

  @Mutation(() => [String], { description: 'New recovery codes for old, this once.' })
  @SignedIn()
  @Throttled('auth_strict')
  @AnswersWithSecret()
  renewRecoveryCodes(
    @CurrentActor() actor: Actor,
    @Args('input') { password, code }: BothFactorsDto,
    @Context() request: GraphqlContext,
  ): Promise<string[]> {
    return this.commands.execute(new RenewRecoveryCodes(actor, password, code, originOf(request)));
  }

  @Mutation(() => Boolean)
  @Permitted(identityPermissions['user.help'])
  async unlockUser(@CurrentActor() actor: Actor, @UserId() id: string): Promise<boolean> {
    await this.commands.execute(new UnlockUser(actor, id));
    return true;
  }

  @Mutation(() => Boolean)
  @Permitted(identityPermissions['user.help'])
  async removeSecondFactor(@CurrentActor() actor: Actor, @UserId() id: string): Promise<boolean> {
    await this.commands.execute(new RemoveSecondFactor(actor, id));
    return true;
  }
}
