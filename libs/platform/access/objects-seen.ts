import type { Actor } from '../context/actor.js';
import type { AccessControl, Restriction } from './access-control.js';
import type { ObjectCatalogue } from './object-catalogue.js';
import { rowOf } from './object-type.js';

interface Naming {
  /** What the statement calls the rows, which have the columns `object_type` and `object_id`. */
  readonly row: string;
  /** How many values the statement has already. Default: none. */
  readonly before?: number;
}

/** Rows that name an object, such as grants and holds: those whose object is there, and seen by the actor. */
export function onObjectsSeen(
  types: ObjectCatalogue,
  access: AccessControl,
  actor: Actor,
  { row, before = 0 }: Naming,
): Restriction {
  const values: unknown[] = [];
  const conditions = types.all.map((type) => {
    const seen = access.ofOne(actor, type.view, type.type, { before: before + values.length });
    values.push(...seen.values);
    return `${row}.object_type = '${type.type}' and exists (
      select from ${type.table} where ${rowOf(type)}.id = ${row}.object_id and ${seen.sql})`;
  });
  return { sql: `(${conditions.join(' or ') || 'false'})`, values };
}
