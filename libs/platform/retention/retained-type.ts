import type { TenantTransaction } from '../database/tenant-database.js';
import type { EventDefinition } from '../events/event-definition.js';
import type { Permission } from '../permissions/permission.js';

/** What an object's purge tells, in the same transaction: which one it was and nothing that was in it. */
export interface Purged {
  readonly objectId: string;
}

/**
 * A type of object that is not kept for ever. Its context lists it in the manifest; start-up refuses what does not fit the
 * context or the database.
 */
export interface RetainedType {
  /** As events name it, for example `therapy_session`. */
  readonly type: string;
  readonly label: string;
  /** With its schema. A tenant table with `id`, from which the application may delete. */
  readonly table: string;
  /** Column with the time that the window counts from. With a trash it is `deleted_at`; null means not yet. */
  readonly since: string;
  /** Days from then to the purge, where the account has set none of its own. */
  readonly defaultDays: number;
  /** Columns with ids of users: a legal hold on one of them holds the object. */
  readonly parties?: readonly string[];
  /** For what users delete, and may bring back until it is purged. The table needs `call platform.hide_deleted(…)`. */
  readonly trash?: Trash;
  /** `<type>.purged`. */
  readonly purged: EventDefinition<Purged>;
  /** Deletes, of the same context, what goes with these objects, right before they are deleted themselves. */
  readonly purge?: (tx: TenantTransaction, ids: readonly string[]) => Promise<unknown>;
}

export interface Trash {
  /** Column with the user who deleted it. */
  readonly deletedBy: string;
  /** Who may delete and restore, and therefore sees the trash. */
  readonly permission: Permission;
  /** Of the resource: `POST <path>/<id>/restore` brings an object back. */
  readonly path: string;
}
