import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '#platform/context/actor.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted, SignedIn } from '#platform/http/demands.js';
import { Many } from '#platform/http/envelope.js';
import type { ListRequest } from '#platform/lists/list-definition.js';
import { ListParameters } from '#platform/lists/list-documentation.js';
import { ListOfRequest } from '#platform/lists/list-request.js';
import { pick } from '#platform/lists/pick.js';
import { trashList } from '#platform/retention/trashed-objects.js';
import { retentionPermissions } from '../contract/retention-permissions.js';
import { ListTrash } from '../queries/list-trash.js';
import { PreviewPurge } from '../queries/preview-purge.js';
import { PurgePreviewDto, PurgeTimeDto, TrashedObjectDto } from './retention.dto.js';

const PATH = '/api/v1/system';

/** What was deleted, and what becomes of it. */
@ApiTags('retention')
@ApiBearerAuth()
@Controller(PATH)
export class RetentionController {
  constructor(private readonly queries: QueryBus) {}

  /** Of the types that the caller may restore; who may restore none is refused. */
  @Get('trash')
  @ListParameters(trashList)
  @ApiOkResponse({ type: [TrashedObjectDto] })
  @SignedIn()
  async trash(@CurrentActor() actor: Actor, @ListOfRequest(trashList) request: ListRequest) {
    const page = await this.queries.execute(new ListTrash(actor, request));
    return Many.page(`${PATH}/trash`, request, page, (object) => pick(object, request.fields));
  }

  /** Exactly what the purge would delete then of what there is now. Deletes nothing. */
  @Get('retention/preview')
  @ApiOkResponse({ type: PurgePreviewDto })
  @Permitted(retentionPermissions['purge.preview'])
  preview(@CurrentActor() actor: Actor, @Query() { at }: PurgeTimeDto) {
    return this.queries.execute(new PreviewPurge(actor, at === undefined ? undefined : new Date(at)));
  }
}
