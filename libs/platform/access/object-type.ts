import type { Role } from '../context/actor.js';
import type { Permission } from '../permissions/permission.js';

/** That an object belongs to another: a grant on that one holds on this one too. */
export interface Inheritance {
  /** Type of the object that it belongs to. Its own type: objects of the type form trees, such as cabinets. */
  readonly from: string;
  /** Column of the object's table with the id of the one that it belongs to. May be null. */
  readonly column: string;
}

/** Where objects are, such as the site of a session. */
export interface Place {
  /** Type of the object that is the place. */
  readonly type: string;
  /** Column of the object's table with the place's id. */
  readonly column: string;
  /** Who has it on a place may use that one; who has it by role, all. */
  readonly use: Permission;
}

/** Objects of one type, as access control sees them. Declared in the manifest of the context that owns the table. */
export interface ObjectType {
  /** For example `therapy_session`; the type of event targets and of grants. */
  readonly type: string;
  readonly label: string;
  /** With schema; a tenant table with the columns `id` and `account_id`. */
  readonly table: string;
  /** Who has it on an object may see that object: in lists, histories, watches and notifications. */
  readonly view: Permission;
  /** What else there is to be permitted on an object. */
  readonly permissions?: readonly Permission[];
  /**
   * Column with the id of the user who takes part in the object in a role. Who does so has the permissions that name the role
   * among their `parties`.
   */
  readonly parties?: Readonly<Partial<Record<Role, string>>>;
  /**
   * The table's migration called `platform.end_grants_with`: no grant outlives its object, so that grants can be counted where a
   * list shows just what was granted. Counting 10,000 is as cheap then as without restriction, and a tenth of joining them. Not for
   * a table that hides deleted rows: their grants stay, since they may be restored.
   */
  readonly endsGrants?: boolean;
  /**
   * Relations of the same schema are followed on and on. One to another schema is not, since no query crosses schemas: what that
   * object belongs to must be known by a column of one's own, and be declared here too.
   */
  readonly inherits?: readonly Inheritance[];
  /** Where the objects are. A role gives its permissions on those at places that one may use, and no others. */
  readonly place?: Place;
}

/** Quoted, so that no name is mistaken for a keyword; names come from declarations, never from callers. */
export const quoted = (name: string): string => `"${name}"`;

export const schemaOf = ({ table }: ObjectType): string => table.slice(0, table.indexOf('.'));

/** What the columns of a type's table are qualified with in a statement that selects from it without an alias. */
export const rowOf = ({ table }: ObjectType): string => quoted(table.slice(table.indexOf('.') + 1));

export const isTree = ({ type, inherits = [] }: ObjectType): boolean => inherits.some(({ from }) => from === type);
