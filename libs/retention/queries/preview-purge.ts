import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { AccountDirectory } from '#accounts/contract/index.js';
import type { Actor } from '#platform/context/actor.js';
import { RetentionPreview, type TypePreview } from '#platform/retention/retention-preview.js';
import { holdView, type LegalHoldView } from '../model/legal-hold-view.js';
import { nextNight } from '../model/nightly-purge.js';
import { SiteReach } from '../model/site-reach.js';

interface TypeView extends TypePreview {
  readonly kept: {
    readonly count: number;
    readonly objects: readonly { readonly id: string; readonly holds: readonly LegalHoldView[] }[];
  };
}

export interface PurgePreview {
  readonly at: Date;
  readonly types: readonly TypeView[];
}

/**
 * What the purge would delete at a time, by default the next one's. Deletes nothing. Counts are those of the account; who works at
 * one site only is told which objects they are of what is there.
 */
export class PreviewPurge extends Query<PurgePreview> {
  constructor(
    readonly actor: Actor,
    readonly at?: Date,
  ) {
    super();
  }
}

@QueryHandler(PreviewPurge)
export class PreviewPurgeHandler implements IQueryHandler<PreviewPurge> {
  constructor(
    private readonly accounts: AccountDirectory,
    private readonly preview: RetentionPreview,
    private readonly reach: SiteReach,
  ) {}

  async execute({ actor, at = nextNight(new Date()) }: PreviewPurge): Promise<PurgePreview> {
    const { retentionDays } = await this.accounts.account(actor.accountId);
    const types = await this.preview.at(at, retentionDays);
    return { at, types: await Promise.all(types.map((type) => this.#view(actor, type))) };
  }

  async #view(actor: Actor, { kept: { count, objects }, purged, ...type }: TypePreview): Promise<TypeView> {
    const ids = [...purged.ids, ...objects.map(({ id }) => id)];
    const reached = await this.reach.objectsAmong(actor, type.type, ids);
    const keptHere = objects.filter(({ id }) => reached.has(id));
    return {
      ...type,
      purged: { ...purged, ids: purged.ids.filter((id) => reached.has(id)) },
      kept: {
        count,
        objects: keptHere.map(({ id, holds }) => ({ id, holds: holds.map((hold) => holdView(actor, hold)) })),
      },
    };
  }
}
