import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { AccountDirectory } from '#accounts/contract/index.js';
import type { Actor } from '#platform/context/actor.js';
import { RetentionPreview, type TypePreview } from '#platform/retention/retention-preview.js';
import { holdView, type LegalHoldView } from '../model/legal-hold-view.js';
import { nextNight } from '../model/nightly-purge.js';

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

/** What the purge would delete at a time, by default the next one's. Deletes nothing. */
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
  ) {}

  async execute({ actor, at = nextNight(new Date()) }: PreviewPurge): Promise<PurgePreview> {
    const { retentionDays } = await this.accounts.account(actor.accountId);
    const types = await this.preview.at(at, retentionDays);
    return { at, types: types.map((type) => typeView(actor, type)) };
  }
}

const typeView = (actor: Actor, { kept: { count, objects }, ...type }: TypePreview): TypeView => ({
  ...type,
  kept: { count, objects: objects.map(({ id, holds }) => ({ id, holds: holds.map((hold) => holdView(actor, hold)) })) },
});
