import { Injectable } from '@nestjs/common';
import type { Actor } from '../context/actor.js';
import { isUuid } from '../context/ids.js';
import { currentContext } from '../context/request-context.js';
import { TenantDatabase, type TenantTransaction } from '../database/tenant-database.js';
import type { ObjectRef } from '../events/event-envelope.js';
import { isInScope, isPermitted, type Permission } from '../permissions/permission.js';
import { anyOf, GrantedSql, Values } from './granted-sql.js';
import { holdingsOf } from './holdings.js';
import { ListedSql } from './listed-sql.js';
import { isNarrowed, onlySiteOf, usesAll } from './narrowing.js';
import { ObjectCatalogue } from './object-catalogue.js';
import { type ObjectType, type Place, quoted, rowOf } from './object-type.js';
import { partyColumns } from './party.js';

/** A condition on the rows of an object type's table, for a where-clause; `values` are those of its placeholders. */
export interface Restriction {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** A query with as many rows as the condition has, where that is cheaper to count. */
  readonly counted?: { readonly sql: string; readonly values: readonly unknown[] };
}

/** The statement that a restriction becomes part of. */
interface Placing {
  /** How many values it has already. Default: none. */
  readonly before?: number;
  /** What it calls the rows of the type's table. Default: the table's own name. */
  readonly row?: string;
}

/**
 * Who may do what to which object. A permission is had account-wide by a role, on objects that one takes part in by a role, on one
 * object by a grant, or on what an object belongs to by a grant. Grants only add. One meaning, whether asked for an object
 * or for a list, and always found in the database, unless roles decide without it.
 *
 * Works for actors other than the caller. Restrictions and answers know nothing of whether an object's state allows it.
 */
@Injectable()
export class AccessControl {
  constructor(
    private readonly types: ObjectCatalogue,
    private readonly database: TenantDatabase,
  ) {}

  /**
   * The rows of the type's table on which the actor has the permission.
   * @returns undefined for all of the account's
   */
  async restrict(
    actor: Actor,
    permission: Permission,
    objectType: string,
    { before, row }: Placing = {},
  ): Promise<Restriction | undefined> {
    const type = this.types.get(objectType);
    const values = new Values(before);
    if (isNarrowed(actor, permission, type)) {
      return { sql: this.#narrowed(actor, permission, type, values, row), values: values.all };
    }
    if (isPermitted(actor, permission)) return undefined;
    if (!this.#isGrantable(actor, permission, type)) {
      return { sql: anyOrNone(this.#asParty(actor, permission, type, values, row)), values: values.all };
    }
    const lineage = [...this.types.lineage(type)].map((each) => each.type);
    const holdings = await this.#databaseFor(actor).readTogether((tx) => holdingsOf(tx, actor, permission, lineage));
    const parties = this.#asParty(actor, permission, type, values, row);
    const listed = new ListedSql(this.types, permission.name, holdings, values);
    if (listed.isTooMuchWith(type, parties)) {
      return { sql: this.#condition(actor, permission, type, values, row), values: values.all };
    }
    const sql = anyOrNone([...parties, ...listed.among(type, row, parties.length === 0)]);
    const countedValues = new Values();
    const counted =
      parties.length > 0
        ? undefined
        : new ListedSql(this.types, permission.name, holdings, countedValues).counted(type);
    return { sql, values: values.all, ...(counted && { counted: { sql: counted, values: countedValues.all } }) };
  }

  /**
   * The same for a statement that reads the object with one id.
   * @returns a condition that is `true` when roles decide
   */
  ofOne(actor: Actor, permission: Permission, objectType: string, { before, row }: Placing = {}): Restriction {
    const type = this.types.get(objectType);
    const values = new Values(before);
    const sql = this.#condition(actor, permission, type, values, row);
    return { sql, values: values.all };
  }

  /** False also for an object that there is not in the actor's account. */
  async check(actor: Actor, permission: Permission, { type, id }: ObjectRef): Promise<boolean> {
    return (await this.among(actor, permission, type, [id])).has(id);
  }

  /** Those of `ids` that exist in the actor's account and on which the actor has the permission. */
  async among(
    actor: Actor,
    permission: Permission,
    type: string,
    ids: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const wanted = ids.filter(isUuid);
    if (wanted.length === 0) return new Set();
    const { table } = this.types.get(type);
    const { sql, values } = this.ofOne(actor, permission, type, { before: 1 });
    const rows = await this.#databaseFor(actor).readTogether((tx) =>
      tx.query<{ id: string }>(`select id from ${table} where id = any ($1::uuid[]) and ${sql}`, [wanted, ...values]),
    );
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * Which of the permissions the actor has on each of these objects, by name. No query where roles decide all of it.
   * @param ids of objects that exist
   */
  async permissionsOn(
    actor: Actor,
    type: string,
    ids: readonly string[],
    permissions: readonly Permission[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    return (
      this.byRoles(actor, ids, permissions, type) ??
      this.#databaseFor(actor).readTogether((tx) => this.permissionsIn(tx, actor, type, ids, permissions))
    );
  }

  /** The same within a transaction. A statement that is sent together with others costs no round trip of its own. */
  async permissionsIn(
    tx: TenantTransaction,
    actor: Actor,
    type: string,
    ids: readonly string[],
    permissions: readonly Permission[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const decided = this.byRoles(actor, ids, permissions, type);
    if (decided) return decided;
    const values = new Values(1);
    const declared = this.types.get(type);
    const held = permissions.map((permission, at) => {
      return `${this.#condition(actor, permission, declared, values)} as "${at}"`;
    });
    const rows = await tx.query<Record<string, unknown>>(
      `select id, ${held.join(', ')} from ${declared.table} where id = any ($1::uuid[])`,
      [ids, ...values.all],
    );
    const namesOf = (row: Record<string, unknown>) =>
      new Set(permissions.filter((_permission, at) => row[at] === true).map(({ name }) => name));
    return new Map(rows.map((row) => [row.id as string, namesOf(row)]));
  }

  /** The answer of {@link permissionsOn} when the actor's roles, or an API key's scopes, decide each of the permissions. */
  byRoles(
    actor: Actor,
    ids: readonly string[],
    permissions: readonly Permission[],
    objectType: string,
  ): ReadonlyMap<string, ReadonlySet<string>> | undefined {
    const type = this.types.get(objectType);
    if (permissions.some((permission) => isNarrowed(actor, permission, type))) return undefined;
    if (!permissions.every((permission) => isPermitted(actor, permission) || !isInScope(actor, permission)))
      return undefined;
    const held = new Set(permissions.filter((permission) => isPermitted(actor, permission)).map(({ name }) => name));
    return new Map(ids.map((id) => [id, held]));
  }

  /** Whether the permission is granted to the actor on any object at all: whether it is worth asking further. */
  async holdsAny(actor: Actor, permission: Permission): Promise<boolean> {
    if (!isInScope(actor, permission) || !this.types.isOnObjects(permission)) return false;
    const values = new Values();
    const held = new GrantedSql(this.types, actor, permission.name, values).heldBy('g.subject');
    const sql = `select from platform.object_grant g where ${held} and g.permission = ${values.put(permission.name, 'text')} limit 1`;
    const found = await this.#databaseFor(actor).readTogether((tx) => tx.query(sql, values.all));
    return found.length > 0;
  }

  #condition(actor: Actor, permission: Permission, type: ObjectType, values: Values, row = rowOf(type)): string {
    if (isNarrowed(actor, permission, type)) return this.#narrowed(actor, permission, type, values, row);
    if (isPermitted(actor, permission)) return 'true';
    return this.#byPartyOrGrant(actor, permission, type, values, row);
  }

  #narrowed(actor: Actor, permission: Permission, type: ObjectType, values: Values, row = rowOf(type)): string {
    const place = type.place as Place;
    const at = `${row}.${quoted(place.column)}`;
    // Values that no condition uses would have no type.
    const otherwise = () => this.#byPartyOrGrant(actor, permission, type, values, row);
    const byUse = () => new GrantedSql(this.types, actor, place.use.name, values).on(this.types.get(place.type), at);
    const byRole = () => (usesAll(actor, place) ? 'true' : anyOf([byUse(), otherwise()]));
    const held = isPermitted(actor, permission) ? byRole() : otherwise();
    const only = onlySiteOf(actor);
    return only ? `(${held} and ${at} = ${values.put(only, 'uuid')})` : held;
  }

  #byPartyOrGrant(actor: Actor, permission: Permission, type: ObjectType, values: Values, row: string): string {
    const parties = this.#asParty(actor, permission, type, values, row);
    if (!this.#isGrantable(actor, permission, type)) return anyOrNone(parties);
    return anyOrNone([...parties, new GrantedSql(this.types, actor, permission.name, values).ofRow(type, row)]);
  }

  #asParty(actor: Actor, permission: Permission, type: ObjectType, values: Values, row = rowOf(type)): string[] {
    return partyColumns(actor, permission, type).map(
      (column) => `${row}.${quoted(column)} = ${values.put(actor.userId, 'uuid')}`,
    );
  }

  #isGrantable(actor: Actor, permission: Permission, { type }: ObjectType): boolean {
    return isInScope(actor, permission) && this.types.permissionsOf(type).has(permission.name);
  }

  /** The caller's own request shares its round trips; others, such as who is to be notified, are no request's. */
  #databaseFor(actor: Actor): TenantDatabase {
    return currentContext()?.actor === actor ? this.database : this.database.forAccount(actor.accountId);
  }
}

/** Any of these; without any, nothing. */
const anyOrNone = (conditions: readonly string[]): string => (conditions.length > 0 ? anyOf(conditions) : 'false');
