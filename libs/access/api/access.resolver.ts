import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { grantList } from '#platform/access/grant-list.js';
import { accessPermissions } from '#platform/access/grant-permissions.js';
import type { Grant } from '#platform/access/object-grants.js';
import type { Actor } from '#platform/context/actor.js';
import { ActionType } from '#platform/graphql/action-type.js';
import { type Connection, toConnection } from '#platform/graphql/connection-of.js';
import { actorOf, type GraphqlContext } from '#platform/graphql/graphql-context.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { idOf } from '#platform/http/validation.js';
import { isPermitted } from '#platform/permissions/permission.js';
import { GrantAccess } from '../commands/grant-access.js';
import { RevokeAccess } from '../commands/revoke-access.js';
import { grantActions } from '../model/grant-view.js';
import { ExplainAccess, type ExplainedAccess } from '../queries/explain-access.js';
import { GetGrant } from '../queries/get-grant.js';
import { ListGrants } from '../queries/list-grants.js';
import { ListPermissions, type NamespaceView } from '../queries/list-permissions.js';
import {
  ExplanationType,
  GrantConnection,
  GrantsArgs,
  GrantType,
  grantFilter,
  PermissionNamespaceType,
} from './access-type.js';
import { AccessQuestionDto } from './explanation.dto.js';
import { NewGrantDto } from './grant.dto.js';

const GrantId = () => Args('id', { type: () => ID }, idOf('GRANT'));
const ALL_FIELDS = Object.keys(grantList.fields);

/** The same commands and queries as the controllers. */
@Resolver(() => GrantType)
export class AccessResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => GrantConnection, { description: 'Newest first.' })
  @Permitted(accessPermissions['grant.view'])
  async accessGrants(
    @CurrentActor() actor: Actor,
    @Args({ type: () => GrantsArgs }) args: Readonly<GrantsArgs>,
  ): Promise<Connection<Grant>> {
    return toConnection(await this.queries.execute(new ListGrants(actor, grantFilter.request(args, ALL_FIELDS))));
  }

  @Query(() => GrantType, { nullable: true })
  @Permitted(accessPermissions['grant.view'])
  accessGrant(@CurrentActor() actor: Actor, @GrantId() id: string): Promise<Grant> {
    return this.queries.execute(new GetGrant(actor, id));
  }

  @Query(() => ExplanationType, { nullable: true, description: 'Why a user has a permission, or what is missing.' })
  @Permitted(accessPermissions['grant.view'])
  explainAccess(@CurrentActor() actor: Actor, @Args() question: AccessQuestionDto): Promise<ExplainedAccess> {
    return this.queries.execute(new ExplainAccess(actor, question));
  }

  @Query(() => [PermissionNamespaceType])
  @Permitted(accessPermissions['grant.view'])
  accessPermissions(): Promise<NamespaceView[]> {
    return this.queries.execute(new ListPermissions());
  }

  @Mutation(() => GrantType)
  @Permitted(accessPermissions['grant.manage'])
  grantAccess(@CurrentActor() actor: Actor, @Args('input') input: NewGrantDto): Promise<Grant> {
    return this.commands.execute(new GrantAccess(actor, input));
  }

  @Mutation(() => GrantType, { description: 'Answers with what it was.' })
  @Permitted(accessPermissions['grant.manage'])
  revokeAccess(@CurrentActor() actor: Actor, @GrantId() id: string): Promise<Grant> {
    return this.commands.execute(new RevokeAccess(actor, id));
  }

  @ResolveField(() => [ActionType], { description: 'What the caller may do with the grant.' })
  actions({ id }: Grant, _args: unknown, request: GraphqlContext) {
    return grantActions(id, isPermitted(actorOf(request), accessPermissions['grant.manage']));
  }
}
