import { Body, Controller, Get, HttpCode, Ip, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Public, SignedIn } from '#platform/http/demands.js';
import { AnswersWithSecret } from '#platform/idempotency/answers-with-secret.js';
import { AnswerSecondFactor } from '../commands/answer-second-factor.js';
import { ConfirmSecondFactor } from '../commands/confirm-second-factor.js';
import { DisableSecondFactor } from '../commands/disable-second-factor.js';
import { EnrolSecondFactor } from '../commands/enrol-second-factor.js';
import { RenewRecoveryCodes } from '../commands/renew-recovery-codes.js';
import { GetSecondFactor } from '../queries/get-second-factor.js';
import { SignedInDto } from './auth.dto.js';
import { DoneDto } from './credentials.dto.js';
import { handOver, visitOf } from './hand-over.js';
import { PresentedUsers } from './present-user.js';
import {
  AnswerSecondFactorDto,
  BothFactorsDto,
  CodeDto,
  EnrolmentDto,
  OwnPasswordDto,
  RecoveryCodesDto,
  SecondFactorDto,
} from './second-factor.dto.js';

/** One’s own second factor. */
@ApiTags('auth')
@Controller('/api/v1/auth/second-factor')
export class SecondFactorController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly users: PresentedUsers,
  ) {}

  /** The second half of signing in, with the challenge that the first half gave. */
  @Post()
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: SignedInDto })
  async answer(
    @Body() { challenge, code, session }: AnswerSecondFactorDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const answer = new AnswerSecondFactor(challenge, code, visitOf(request, session));
    return handOver(this.commands, this.users, request, reply, await this.commands.execute(answer));
  }

  @Get()
  @SignedIn()
  @ApiBearerAuth()
  @ApiOkResponse({ type: SecondFactorDto })
  get(@CurrentActor() actor: Actor): Promise<SecondFactorDto> {
    return this.queries.execute(new GetSecondFactor(actor));
  }

  /** Makes a secret, which counts when it has been confirmed. */
  @Post('enrol')
  @HttpCode(200)
  @SignedIn()
  @AnswersWithSecret()
  @ApiBearerAuth()
  @ApiOkResponse({ type: EnrolmentDto })
  enrol(
    @CurrentActor() actor: Actor,
    @Body() { password }: OwnPasswordDto,
    @Ip() address: string,
  ): Promise<EnrolmentDto> {
    return this.commands.execute(new EnrolSecondFactor(actor, password, { address }));
  }

  @Post('confirm')
  @HttpCode(200)
  @SignedIn()
  @AnswersWithSecret()
  @ApiBearerAuth()
  @ApiOkResponse({ type: RecoveryCodesDto })
  async confirm(@CurrentActor() actor: Actor, @Body() { code }: CodeDto): Promise<RecoveryCodesDto> {
    return { recoveryCodes: await this.commands.execute(new ConfirmSecondFactor(actor, code)) };
  }

  @Post('disable')
  @HttpCode(200)
  @SignedIn()
  @ApiBearerAuth()
  @ApiOkResponse({ type: DoneDto })
  async disable(
    @CurrentActor() actor: Actor,
    @Body() { password, code }: BothFactorsDto,
    @Ip() address: string,
  ): Promise<DoneDto> {
    await this.commands.execute(new DisableSecondFactor(actor, password, code, { address }));
    return { done: true };
  }

  /** New recovery codes for old. */
  @Post('recovery-codes')
  @HttpCode(200)
  @SignedIn()
  @AnswersWithSecret()
  @ApiBearerAuth()
  @ApiOkResponse({ type: RecoveryCodesDto })
  async renewRecoveryCodes(
    @CurrentActor() actor: Actor,
    @Body() { password, code }: BothFactorsDto,
    @Ip() address: string,
  ): Promise<RecoveryCodesDto> {
    return {
      recoveryCodes: await this.commands.execute(new RenewRecoveryCodes(actor, password, code, { address })),
    };
  }
}
