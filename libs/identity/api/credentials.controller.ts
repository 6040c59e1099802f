import { Body, Controller, HttpCode, Ip, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Public, SignedIn } from '#platform/http/demands.js';
import { Throttled } from '#platform/throttling/throttle-scopes.js';
import { AcceptInvitation } from '../commands/accept-invitation.js';
import { AskForEmailVerification } from '../commands/ask-for-email-verification.js';
import { AskForPasswordReset } from '../commands/ask-for-password-reset.js';
import { ChangeOwnEmail } from '../commands/change-own-email.js';
import { ChangePassword } from '../commands/change-password.js';
import { RegisterOneself } from '../commands/register-oneself.js';
import { ResetPassword } from '../commands/reset-password.js';
import { VerifyEmail } from '../commands/verify-email.js';
import {
  AcceptedDto,
  AcceptInvitationDto,
  AddressDto,
  ChangePasswordDto,
  DoneDto,
  NewAddressDto,
  NewUserDto,
  RegisterDto,
  ResetPasswordDto,
  TokenDto,
} from './credentials.dto.js';

const ACCEPTED: AcceptedDto = { accepted: true };
const DONE: DoneDto = { done: true };

/** Becoming a user, and what one is known by. Public answers are the same whether or not there is such a user. */
@ApiTags('auth')
@Controller('/api/v1/auth')
export class CredentialsController {
  constructor(private readonly commands: CommandBus) {}

  /** Mails a link that makes the user, or, to who has an account already, says so. */
  @Post('register')
  @HttpCode(202)
  @Public()
  @ApiAcceptedResponse({ type: AcceptedDto })
  async register(@Body() applicant: RegisterDto) {
    await this.commands.execute(new RegisterOneself(applicant));
    return ACCEPTED;
  }

  /** Makes the user of an invitation, with the password that they choose. */
  @Post('accept-invitation')
  @Public()
  @Throttled('auth_strict')
  @ApiCreatedResponse({ type: NewUserDto })
  async acceptInvitation(@Body() acceptance: AcceptInvitationDto): Promise<NewUserDto> {
    const { id, email } = await this.commands.execute(new AcceptInvitation(acceptance));
    return { id, email };
  }

  @Post('verify-email')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: DoneDto })
  async verifyEmail(@Body() { token }: TokenDto) {
    await this.commands.execute(new VerifyEmail(token));
    return DONE;
  }

  @Post('verify-email/resend')
  @HttpCode(202)
  @SignedIn()
  @ApiBearerAuth()
  @ApiAcceptedResponse({ type: AcceptedDto })
  async resendVerification(@CurrentActor() actor: Actor) {
    await this.commands.execute(new AskForEmailVerification(actor));
    return ACCEPTED;
  }

  /** One’s own address: takes effect when the mail to the new one comes back. */
  @Post('email')
  @HttpCode(202)
  @Throttled('auth_strict')
  @SignedIn()
  @ApiBearerAuth()
  @ApiAcceptedResponse({ type: AcceptedDto })
  async changeEmail(@CurrentActor() actor: Actor, @Body() { email, password }: NewAddressDto, @Ip() address: string) {
    await this.commands.execute(new ChangeOwnEmail(actor, email, password, { address }));
    return ACCEPTED;
  }

  @Post('password/forgot')
  @HttpCode(202)
  @Public()
  @ApiAcceptedResponse({ type: AcceptedDto })
  async forgotPassword(@Body() { email }: AddressDto) {
    await this.commands.execute(new AskForPasswordReset(email));
    return ACCEPTED;
  }

  /** Ends all sign-ins of the user. */
  @Post('password/reset')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: DoneDto })
  async resetPassword(@Body() { token, password }: ResetPasswordDto) {
    await this.commands.execute(new ResetPassword(token, password));
    return DONE;
  }

  /** Ends all other sign-ins of the user. */
  @Post('password/change')
  @HttpCode(200)
  @SignedIn()
  @ApiBearerAuth()
  @ApiOkResponse({ type: DoneDto })
  async changePassword(
    @CurrentActor() actor: Actor,
    @Body() { current, next }: ChangePasswordDto,
    @Ip() address: string,
  ) {
    await this.commands.execute(new ChangePassword(actor, current, next, { address }));
    return DONE;
  }
}
