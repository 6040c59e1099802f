import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { ActionType } from '#platform/graphql/action-type.js';
import { type Connection, toConnection } from '#platform/graphql/connection-of.js';
import { EventType } from '#platform/graphql/event-type.js';
import { actorOf, type GraphqlContext } from '#platform/graphql/graphql-context.js';
import { ListArgs, listRequestOf } from '#platform/graphql/list-args.js';
import { ObjectEvents } from '#platform/graphql/object-events.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { InviteUser } from '../commands/invite-user.js';
import { ResendInvitation } from '../commands/resend-invitation.js';
import { RevokeInvitation } from '../commands/revoke-invitation.js';
import { identityPermissions } from '../contract/identity-permissions.js';
import type { Invitation } from '../model/invitations.js';
import { GetInvitation } from '../queries/get-invitation.js';
import { invitationList, ListInvitations } from '../queries/list-invitations.js';
import { InviteUserDto } from './invitation.dto.js';
import { InvitationConnection, InvitationType } from './invitation-type.js';
import { invitationActions } from './present-invitation.js';

const MayInvite = () => Permitted(identityPermissions['user.invite']);
const InvitationId = () => Args('id', { type: () => ID }, idOf('INVITATION'));

/** The same commands and queries as {@link InvitationsController}. */
@Resolver(() => InvitationType)
export class InvitationsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly history: ObjectEvents,
  ) {}

  @Query(() => InvitationType, { nullable: true })
  @MayInvite()
  invitation(@InvitationId() id: string): Promise<Invitation> {
    return this.queries.execute(new GetInvitation(id));
  }

  @Query(() => InvitationConnection)
  @MayInvite()
  async invitations(@Args() page: ListArgs): Promise<Connection<Invitation>> {
    return toConnection(await this.queries.execute(new ListInvitations(listRequestOf(invitationList, page))));
  }

  @Mutation(() => InvitationType)
  @MayInvite()
  inviteUser(@CurrentActor() actor: Actor, @Args('input') input: InviteUserDto): Promise<Invitation> {
    return this.commands.execute(new InviteUser(actor, input));
  }

  @Mutation(() => InvitationType, { description: 'Good for another 7 days; the mail that went out before is void.' })
  @MayInvite()
  resendInvitation(@CurrentActor() actor: Actor, @InvitationId() id: string): Promise<Invitation> {
    return this.commands.execute(new ResendInvitation(actor, id));
  }

  @Mutation(() => InvitationType)
  @MayInvite()
  revokeInvitation(@CurrentActor() actor: Actor, @InvitationId() id: string): Promise<Invitation> {
    return this.commands.execute(new RevokeInvitation(actor, id));
  }

  @ResolveField(() => [EventType], { description: 'The history, newest first.' })
  events({ id }: InvitationType, _args: unknown, request: GraphqlContext) {
    return this.history.of(request, { type: 'invitation', id });
  }

  @ResolveField(() => [ActionType])
  actions(invitation: Invitation, _args: unknown, request: GraphqlContext) {
    return invitationActions(actorOf(request), invitation);
  }
}
