import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { AccountDirectory } from '#accounts/contract/index.js';
import type { Actor } from '#platform/context/actor.js';
import type { Action } from '#platform/http/envelope.js';
import type { ListRequest } from '#platform/lists/list-definition.js';
import type { ListPage } from '#platform/lists/list-query.js';
import { purgedFrom, type RetentionWindows } from '#platform/retention/due-objects.js';
import { RetentionCatalogue } from '#platform/retention/retention-catalogue.js';
import { type TrashedObject, TrashedObjects } from '#platform/retention/trashed-objects.js';

export interface TrashView extends TrashedObject {
  /** From then on the nightly purge takes it, unless a legal hold keeps it. */
  readonly purgedFrom: Date;
  readonly actions: readonly Action[];
}

/** What was deleted, of the types that the actor may restore. */
export class ListTrash extends Query<ListPage<Partial<TrashView>>> {
  constructor(
    readonly actor: Actor,
    readonly request: ListRequest,
  ) {
    super();
  }
}

/** @throws PermissionDeniedError, UnknownRetainedTypeError */
@QueryHandler(ListTrash)
export class ListTrashHandler implements IQueryHandler<ListTrash> {
  constructor(
    private readonly accounts: AccountDirectory,
    private readonly types: RetentionCatalogue,
    private readonly trash: TrashedObjects,
  ) {}

  async execute({ actor, request }: ListTrash): Promise<ListPage<Partial<TrashView>>> {
    const [page, { retentionDays }] = await Promise.all([
      this.trash.list(actor, request),
      this.accounts.account(actor.accountId),
    ]);
    return { ...page, items: page.items.map((item) => this.#view(item, retentionDays)) };
  }

  /** Rows of a list hold just the fields asked for, and those that what was asked for is made from. */
  #view(object: Partial<TrashedObject>, windows: RetentionWindows): Partial<TrashView> {
    const { id, type, deletedAt } = object;
    if (type === undefined || deletedAt === undefined) return object;
    const retained = this.types.get(type);
    const from = purgedFrom(retained, windows, deletedAt);
    const href = `${retained.trash?.path}/${id}`;
    const actions: Action[] = [
      { name: 'restore', method: 'POST', href: `${href}/restore` },
      { name: 'events', method: 'GET', href: `${href}/events` },
    ];
    return { ...object, purgedFrom: from, ...(id && { actions }) };
  }
}
