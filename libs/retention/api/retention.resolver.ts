import { QueryBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '#platform/context/actor.js';
import { toConnection } from '#platform/graphql/connection-of.js';
import { listRequestOf } from '#platform/graphql/list-args.js';
import { CurrentActor } from '#platform/http/current-actor.js';
import { Permitted, SignedIn } from '#platform/http/demands.js';
import { trashList } from '#platform/retention/trashed-objects.js';
import { retentionPermissions } from '../contract/retention-permissions.js';
import { ListTrash } from '../queries/list-trash.js';
import { PreviewPurge } from '../queries/preview-purge.js';
import { PurgeTimeArgs } from './retention.dto.js';
import { PurgePreviewType, TrashArgs, TrashedObjectConnection } from './retention-type.js';

/** The same queries as {@link RetentionController}. */
@Resolver()
export class RetentionResolver {
  constructor(private readonly queries: QueryBus) {}

  @Query(() => TrashedObjectConnection, { description: 'Of the types that the caller may restore.' })
  @SignedIn()
  async trash(@CurrentActor() actor: Actor, @Args({ type: () => TrashArgs }) { type, ...args }: Readonly<TrashArgs>) {
    return toConnection(await this.queries.execute(new ListTrash(actor, listRequestOf(trashList, args, { type }))));
  }

  @Query(() => PurgePreviewType, { description: 'Exactly what the purge would delete then of what there is now.' })
  @Permitted(retentionPermissions['purge.preview'])
  retentionPreview(@CurrentActor() actor: Actor, @Args({ type: () => PurgeTimeArgs }) { at }: PurgeTimeArgs) {
    return this.queries.execute(new PreviewPurge(actor, at == null ? undefined : new Date(at)));
  }
}
