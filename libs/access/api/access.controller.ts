import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { accessPermissions } from '#platform/access/grant-permissions.js';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Many } from '#platform/http/envelope.js';
import { Permitted } from '#platform/http/permissions.js';
import { ExplainAccess } from '../queries/explain-access.js';
import { ListPermissions } from '../queries/list-permissions.js';
import { AccessQuestionDto, ExplanationDto } from './explanation.dto.js';
import { PermissionNamespaceDto } from './permission.dto.js';

@ApiTags('access')
@ApiBearerAuth()
@Controller('/api/v1/access')
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
  @ApiOkResponse({ type: [PermissionNamespaceDto] })
  @Permitted(accessPermissions['grant.view'])
  async permissions(): Promise<Many> {
    return Many.all(await this.queries.execute(new ListPermissions()));
  }
}
