import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/access-control.js';
import type { Actor } from '../context/actor.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { PermissionDeniedError } from '../errors/application-error.js';
import { type ListRequest, listDefinition } from '../lists/list-definition.js';
import { type ListPage, type ListSource, runList } from '../lists/list-query.js';
import { isPermitted } from '../permissions/permission.js';
import type { RetainedType, Trash } from './retained-type.js';
import { RetentionCatalogue } from './retention-catalogue.js';
import { UnknownRetainedTypeError } from './retention-errors.js';
import { seeingDeleted } from './seeing-deleted.js';

export interface TrashedObject {
  readonly id: string;
  readonly type: string;
  readonly deletedAt: Date;
  readonly deletedBy: string;
}

export const trashList = listDefinition({
  ordering: '-deletedAt',
  fields: {
    id: { column: 'id', type: 'uuid', filter: true, sort: true },
    type: { column: 'type', type: 'text', filter: true },
    deletedAt: { column: 'deleted_at', type: 'timestamptz', filter: true, sort: true },
    deletedBy: { column: 'deleted_by', type: 'uuid', filter: true },
  },
  made: { purgedFrom: ['type', 'deletedAt'] },
});

interface Restorable extends RetainedType {
  readonly trash: Trash;
}

/** What was deleted and can still be brought back, of all types at once. */
@Injectable()
export class TrashedObjects {
  constructor(
    private readonly database: TenantDatabase,
    private readonly types: RetentionCatalogue,
    private readonly access: AccessControl,
  ) {}

  /**
   * Those objects that the actor may restore.
   * @throws PermissionDeniedError for who may restore nothing, UnknownRetainedTypeError
   */
  async list(actor: Actor, request: ListRequest): Promise<ListPage<Partial<TrashedObject>>> {
    const restorable = await this.#restorableBy(actor);
    if (restorable.length === 0) throw new PermissionDeniedError();
    const known = restorable.map(({ type }) => type);
    for (const { field, values } of request.filters) {
      if (field === 'type' && !values.every((type) => known.includes(type))) {
        throw new UnknownRetainedTypeError('type', known);
      }
    }
    const source = this.#deletedOf(actor, restorable);
    return this.database.read((tx) => seeingDeleted(tx, () => runList(tx, source, request)));
  }

  /** By role, or where it is granted on single objects. */
  async #restorableBy(actor: Actor): Promise<Restorable[]> {
    const restorable: Restorable[] = [];
    for (const type of this.types.all.filter(hasTrash)) {
      const { permission } = type.trash;
      if (isPermitted(actor, permission) || (await this.access.holdsAny(actor, permission))) restorable.push(type);
    }
    return restorable;
  }

  #deletedOf(actor: Actor, restorable: readonly Restorable[]): ListSource {
    const values: unknown[] = [];
    const parts = restorable.map(({ type, table, trash }) => {
      const allowed = this.access.ofOne(actor, trash.permission, type, { before: values.length });
      values.push(...allowed.values);
      return `select id, '${type}'::text as type, deleted_at, ${trash.deletedBy} as deleted_by from ${table}
        where deleted_at is not null and ${allowed.sql}`;
    });
    return { table: `(${parts.join(' union all ')}) deleted`, visible: { sql: 'true', values } };
  }
}

const hasTrash = (type: RetainedType): type is Restorable => type.trash !== undefined;
