import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { accessPermissions } from '#platform/access/grant-permissions.js';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted } from '#platform/http/demands.js';
import { Many } from '#platform/http/envelope.js';
import type { PageRequest } from '#platform/lists/list-definition.js';
import { ShortListParameters } from '#platform/lists/list-documentation.js';
import { ShortListOfRequest } from '#platform/lists/short-list.js';
import { ExplainAccess } from '../queries/explain-access.js';
import { ListPermissions } from '../queries/list-permissions.js';
import { AccessQuestionDto, ExplanationDto } from './explanation.dto.js';
import { PermissionNamespaceDto } from './permission.dto.js';

const PATH = '/api/v1/access';

@ApiTags('access')
@ApiBearerAuth()
@Controller(PATH)
export class AccessController {
  constructor(private readonly queries: QueryBus) {}

  /** Why a user has a permission on an object, or what is missing. */
  @Get('explain')
  @ApiOkResponse({ type: ExplanationDto })
  @Permitted(accessPermissions['grant.view'])
  explain(@CurrentActor() actor: Actor, @Query() question: AccessQuestionDto) {
    return this.queries.execute(new ExplainAccess(actor, question));
  }

  /** All permissions, by the context that declares them. */
  @Get('permissions')
  @ShortListParameters()
  @ApiOkResponse({ type: [PermissionNamespaceDto] })
  @Permitted(accessPermissions['grant.view'])
  async permissions(@ShortListOfRequest() request: PageRequest): Promise<Many> {
    return Many.ofShortList(`${PATH}/permissions`, request, await this.queries.execute(new ListPermissions()));
  }
}
