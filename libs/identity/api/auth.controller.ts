import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Public, SignedIn } from '#platform/http/demands.js';
import { RefreshSignIn } from '../commands/refresh-sign-in.js';
import { SignIn } from '../commands/sign-in.js';
import { SignOut } from '../commands/sign-out.js';
import { CsrfTokens } from '../model/csrf-tokens.js';
import { GetUser } from '../queries/get-user.js';
import { CredentialsDto, CsrfTokenDto, RefreshDto, SignedInDto, SignedOutDto, SignInDto } from './auth.dto.js';
import { forgetCookie, handOver, presentSignedIn, visitOf } from './hand-over.js';
import { PresentedUsers } from './present-user.js';
import { UserDto } from './user.dto.js';

@ApiTags('auth')
@Controller('/api/v1/auth')
export class AuthController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly csrfTokens: CsrfTokens,
    private readonly users: PresentedUsers,
  ) {}

  /** With `session: "cookie"` no tokens are given; the session is in a cookie that no script can read. */
  @Post('login')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: SignedInDto })
  async login(
    @Body() { email, password, session }: SignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const outcome = await this.commands.execute(new SignIn(email, password, visitOf(request, session)));
    if ('challenge' in outcome) return { secondFactor: true, ...outcome };
    return handOver(this.commands, this.users, request, reply, outcome);
  }

  @Post('refresh')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: CredentialsDto })
  async refresh(@Body() { refreshToken }: RefreshDto) {
    return presentSignedIn(this.users, await this.commands.execute(new RefreshSignIn(refreshToken)));
  }

  @Post('logout')
  @HttpCode(200)
  @SignedIn()
  @ApiBearerAuth()
  @ApiOkResponse({ type: SignedOutDto })
  async logout(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.commands.execute(new SignOut(actor));
    if (actor.credential === 'cookie') forgetCookie(request, reply);
    return { signedOut: true };
  }

  /** What a page with a session cookie sends as `X-CSRF-Token` with whatever changes something. */
  @Get('csrf')
  @SignedIn()
  @ApiBearerAuth()
  @ApiOkResponse({ type: CsrfTokenDto })
  csrf(@CurrentActor() { credential, signInId }: Actor) {
    return { csrfToken: credential === 'cookie' && signInId ? this.csrfTokens.of(signInId) : null };
  }

  @Get('me')
  @SignedIn()
  @ApiBearerAuth()
  @ApiOkResponse({ type: UserDto })
  async me(@CurrentActor() actor: Actor) {
    return this.users.one(actor, await this.queries.execute(new GetUser(actor, actor.userId)));
  }
}
