import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { type ListRequest, listDefinition } from '#platform/lists/list-definition.js';
import { type ListPage, runList } from '#platform/lists/list-query.js';
import { LEGAL_HOLD_TABLE, type LegalHold } from '#platform/retention/legal-holds.js';
import { seeingDeleted } from '#platform/retention/seeing-deleted.js';
import { SiteReach } from '../model/site-reach.js';

export const legalHoldList = listDefinition({
  ordering: '-placedAt',
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    objectType: { column: 'object_type', type: 'text', filter: true },
    objectId: { column: 'object_id', type: 'uuid', filter: true },
    reason: { column: 'reason', type: 'text' },
    placedBy: { column: 'placed_by', type: 'uuid', filter: true },
    placedAt: { column: 'placed_at', type: 'timestamptz', filter: true, sort: true },
    liftedBy: { column: 'lifted_by', type: 'uuid' },
    liftedAt: { column: 'lifted_at', type: 'timestamptz' },
    active: { column: 'active', type: 'boolean', filter: true },
  },
});

/** All that were ever placed, lifted ones too; for who works at one site only, those on what is there. */
export class ListLegalHolds extends Query<ListPage<Partial<LegalHold>>> {
  constructor(
    readonly actor: Actor,
    readonly request: ListRequest,
  ) {
    super();
  }
}

@QueryHandler(ListLegalHolds)
export class ListLegalHoldsHandler implements IQueryHandler<ListLegalHolds> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly reach: SiteReach,
  ) {}

  execute({ actor, request }: ListLegalHolds): Promise<ListPage<Partial<LegalHold>>> {
    const visible = this.reach.ofHolds(actor);
    if (!visible) return this.database.readTogether((tx) => runList(tx, { table: LEGAL_HOLD_TABLE }, request));
    const source = { table: LEGAL_HOLD_TABLE, visible };
    return this.database.read((tx) => seeingDeleted(tx, () => runList(tx, source, request)));
  }
}
