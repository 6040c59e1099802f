import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Public, SignedIn } from '#platform/http/permissions.js';
import { RefreshSignIn } from '../commands/refresh-sign-in.js';
import { SignIn } from '../commands/sign-in.js';
import { SignOut } from '../commands/sign-out.js';
import type { Credentials } from '../model/sign-ins.js';
import { GetUser } from '../queries/get-user.js';
import { CredentialsDto, RefreshDto, SignedOutDto, SignInDto } from './auth.dto.js';
import { presentUser } from './present-user.js';
import { UserDto } from './user.dto.js';

@ApiTags('auth')
@Controller('/api/v1/auth')
export class AuthController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: CredentialsDto })
  async login(@Body() { email, password }: SignInDto) {
    return present(await this.commands.execute(new SignIn(email, password)));
  }

  @Post('refresh')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: CredentialsDto })
  async refresh(@Body() { refreshToken }: RefreshDto) {
    return present(await this.commands.execute(new RefreshSignIn(refreshToken)));
  }

  @Post('logout')
  @HttpCode(200)
  @SignedIn()
  @ApiBearerAuth()
  @ApiOkResponse({ type: SignedOutDto })
  async logout(@CurrentActor() actor: Actor) {
    await this.commands.execute(new SignOut(actor));
    return { signedOut: true };
  }

  @Get('me')
  @SignedIn()
  @ApiBearerAuth()
  @ApiOkResponse({ type: UserDto })
  async me(@CurrentActor() actor: Actor) {
    return presentUser(actor, await this.queries.execute(new GetUser(actor, actor.userId)));
  }
}

function present({ user, actor, ...credentials }: Credentials) {
  return { ...credentials, user: presentUser(actor, user) };
}
