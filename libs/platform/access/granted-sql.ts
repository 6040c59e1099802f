import type { Actor } from '../context/actor.js';
import type { ObjectCatalogue } from './object-catalogue.js';
import { type ObjectType, quoted, rowOf, schemaOf } from './object-type.js';
import { ownSubjects } from './subject.js';

/** The values of a statement in the making; what is put in a second time keeps its place. */
export class Values {
  readonly all: unknown[] = [];
  readonly #placeholders = new Map<string, string>();

  /** @param before how many values the statement has already */
  constructor(private readonly before = 0) {}

  put(value: unknown, type: string): string {
    const key = `${type} ${JSON.stringify(value)}`;
    let placeholder = this.#placeholders.get(key);
    if (!placeholder) {
      this.all.push(value);
      placeholder = `$${this.before + this.all.length}::${type}`;
      this.#placeholders.set(key, placeholder);
    }
    return placeholder;
  }
}

/**
 * What grants give an actor of one permission, as SQL that walks from a row up to what it belongs to: it costs the same for each
 * row, however many grants there are. {@link ListedSql} means the same and begins with the grants.
 *
 * Comparisons are equalities of uuid and text only, which are leak-proof: under row-level security others could use no index.
 */
export class GrantedSql {
  #aliases = 0;

  constructor(
    private readonly types: ObjectCatalogue,
    private readonly actor: Actor,
    private readonly permission: string,
    private readonly values: Values,
  ) {}

  /** True, or else false or null, for each row of the type's table. */
  ofRow(type: ObjectType, row = rowOf(type)): string {
    const relations = (type.inherits ?? []).map(({ from, column }) =>
      this.#ofId(this.types.get(from), `${row}.${quoted(column)}`, schemaOf(type)),
    );
    return anyOf([this.#grantOn(type, `${row}.id`), ...relations]);
  }

  /** A condition on the subject column. Groups are looked up by the statement, so that leaving one takes effect at once. */
  heldBy(column: string): string {
    const own = this.values.put(ownSubjects(this.actor), 'text[]');
    const user = this.values.put(this.actor.userId, 'uuid');
    return `${column} = any (array(select unnest(${own}) union all
      select 'group:' || m.group_id from platform.group_member m where m.user_id = ${user}))`;
  }

  #fromGrants(type: ObjectType, grant: string): string {
    const permission = this.values.put(this.permission, 'text');
    const objectType = this.values.put(type.type, 'text');
    return `from platform.object_grant ${grant} where ${this.heldBy(`${grant}.subject`)}
      and ${grant}.permission = ${permission} and ${grant}.object_type = ${objectType}`;
  }

  /** The permission on the one object with this id, whatever that belongs to. */
  on(type: ObjectType, id: string): string {
    return this.#grantOn(type, id);
  }

  /** As a value and not by `exists`, which the planner might turn into a join that reads all grants there are. */
  #grantOn(type: ObjectType, id: string): string {
    const grant = this.#alias();
    return `(select true ${this.#fromGrants(type, grant)} and ${grant}.object_id = ${id} limit 1)`;
  }

  /** Whether what has this id, or what that belongs to, is granted. Tables of other schemas are not read. */
  #ofId(type: ObjectType, id: string, schema: string): string {
    if (schemaOf(type) !== schema) return this.#grantOn(type, id);
    const [up, row] = [this.#alias(), this.#alias()];
    const [tree] = (type.inherits ?? []).filter(({ from }) => from === type.type);
    if (!tree) {
      const above = this.#above(type, row, schema);
      const inherited =
        above.length > 0 ? `(select ${anyOf(above)} from ${type.table} ${row} where ${row}.id = ${id})` : [];
      return anyOf([this.#grantOn(type, id), inherited].flat());
    }
    return `(select true from (
      with recursive ${up}(id) as (
        select ${id} union select ${row}.${quoted(tree.column)} from ${type.table} ${row} join ${up} on ${row}.id = ${up}.id
      ) select t.* from ${type.table} t join ${up} on t.id = ${up}.id
    ) ${row} where ${anyOf([this.#grantOn(type, `${row}.id`), ...this.#above(type, row, schema)])} limit 1)`;
  }

  #above(type: ObjectType, row: string, schema: string): string[] {
    return (type.inherits ?? [])
      .filter(({ from }) => from !== type.type)
      .map(({ from, column }) => this.#ofId(this.types.get(from), `${row}.${quoted(column)}`, schema));
  }

  #alias(): string {
    this.#aliases += 1;
    return `a${this.#aliases}`;
  }
}

export const anyOf = (conditions: readonly string[]): string =>
  conditions.length === 1 ? (conditions[0] as string) : `(${conditions.join(' or ')})`;
