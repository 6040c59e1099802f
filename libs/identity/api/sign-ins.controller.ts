import { Controller, Delete, Get, Param } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { Many } from '#platform/http/envelope.js';
import { HistoryOfRequest, ObjectHistory, TellsHistory } from '#platform/http/object-history.js';
import { idOf } from '#platform/http/validation.js';
import type { ListRequest } from '#platform/lists/list-definition.js';
import { ListParameters } from '#platform/lists/list-documentation.js';
import { ListOfRequest } from '#platform/lists/list-request.js';
import { pick } from '#platform/lists/pick.js';
import { EndOtherSignIns } from '../commands/end-other-sign-ins.js';
import { EndSignIn } from '../commands/end-sign-in.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { GetSignIn } from '../queries/get-sign-in.js';
import { ListSignIns, signInList } from '../queries/list-sign-ins.js';
import { presentSignIn, SIGN_INS_PATH } from './present-sign-in.js';
import { EndedSignInDto, EndedSignInsDto, SignInViewDto } from './sign-in.dto.js';

const SignInId = () => Param('id', idOf('SIGN_IN'));
const SignInManage = () => Permitted(identityPermissions['sign_in.manage']);

/** Where the caller is signed in. */
@ApiTags('auth')
@ApiBearerAuth()
@Controller(SIGN_INS_PATH)
export class SignInsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
  ) {}

  @Get()
  @ListParameters(signInList)
  @ApiOkResponse({ type: [SignInViewDto] })
  @SignInManage()
  async list(@CurrentActor() actor: Actor, @ListOfRequest(signInList) request: ListRequest) {
    const page = await this.queries.execute(new ListSignIns(actor, request));
    return Many.page(SIGN_INS_PATH, request, page, (signIn) => pick(presentSignIn(actor, signIn), request.fields));
  }

  @Get(':id')
  @ApiOkResponse({ type: SignInViewDto })
  @SignInManage()
  async get(@CurrentActor() actor: Actor, @SignInId() id: string) {
    return presentSignIn(actor, await this.queries.execute(new GetSignIn(actor, id)));
  }

  @Get(':id/events')
  @TellsHistory()
  @SignInManage()
  async events(
    @CurrentActor() actor: Actor,
    @SignInId() id: string,
    @HistoryOfRequest() request: ListRequest,
  ): Promise<Many> {
    await this.queries.execute(new GetSignIn(actor, id));
    return this.history.of({ type: 'sign_in', id }, `${SIGN_INS_PATH}/${id}/events`, request);
  }

  /** Ends all but the one that asks. */
  @Delete()
  @ApiOkResponse({ type: EndedSignInsDto })
  @SignInManage()
  async endOthers(@CurrentActor() actor: Actor) {
    return { ended: await this.commands.execute(new EndOtherSignIns(actor)) };
  }

  @Delete(':id')
  @ApiOkResponse({ type: EndedSignInDto })
  @SignInManage()
  async end(@CurrentActor() actor: Actor, @SignInId() id: string) {
    await this.commands.execute(new EndSignIn(actor, id));
    return { id };
  }
}
