import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
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
import { InviteUser } from '../commands/invite-user.js';
import { ResendInvitation } from '../commands/resend-invitation.js';
import { RevokeInvitation } from '../commands/revoke-invitation.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import { GetInvitation } from '../queries/get-invitation.js';
import { invitationList, ListInvitations } from '../queries/list-invitations.js';
import { InvitationDto, InviteUserDto } from './invitation.dto.js';
import { INVITATIONS_PATH, presentInvitation } from './present-invitation.js';

@ApiTags('users')
@ApiBearerAuth()
@Controller(INVITATIONS_PATH)
export class InvitationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectHistory,
  ) {}

  @Get()
  @ListParameters(invitationList)
  @Permitted(identityPermissions['user.invite'])
  @ApiOkResponse({ type: [InvitationDto] })
  async list(@CurrentActor() actor: Actor, @ListOfRequest(invitationList) request: ListRequest) {
    const page = await this.queries.execute(new ListInvitations(request));
    return Many.page(INVITATIONS_PATH, request, page, (one) => pick(presentInvitation(actor, one), request.fields));
  }

  @Get(':id')
  @Permitted(identityPermissions['user.invite'])
  @ApiOkResponse({ type: InvitationDto })
  async get(@CurrentActor() actor: Actor, @Param('id', idOf('INVITATION')) id: string) {
    return presentInvitation(actor, await this.queries.execute(new GetInvitation(id)));
  }

  @Post()
  @Permitted(identityPermissions['user.invite'])
  @ApiCreatedResponse({ type: InvitationDto })
  async invite(@CurrentActor() actor: Actor, @Body() invitee: InviteUserDto) {
    return presentInvitation(actor, await this.commands.execute(new InviteUser(actor, invitee)));
  }

  /** Good for another 7 days; the mail that went out before is void. */
  @Post(':id/resend')
  @HttpCode(200)
  @Permitted(identityPermissions['user.invite'])
  @ApiOkResponse({ type: InvitationDto })
  async resend(@CurrentActor() actor: Actor, @Param('id', idOf('INVITATION')) id: string) {
    return presentInvitation(actor, await this.commands.execute(new ResendInvitation(actor, id)));
  }

  /** Revokes: nobody can accept it any more. */
  @Delete(':id')
  @Permitted(identityPermissions['user.invite'])
  @ApiOkResponse({ type: InvitationDto })
  async revoke(@CurrentActor() actor: Actor, @Param('id', idOf('INVITATION')) id: string) {
    return presentInvitation(actor, await this.commands.execute(new RevokeInvitation(actor, id)));
  }

  @Get(':id/events')
  @TellsHistory()
  @Permitted(identityPermissions['user.invite'])
  async events(@Param('id', idOf('INVITATION')) id: string, @HistoryOfRequest() request: ListRequest): Promise<Many> {
    await this.queries.execute(new GetInvitation(id));
    return this.history.of({ type: 'invitation', id }, `${INVITATIONS_PATH}/${id}/events`, request);
  }
}
