import { anyOf, type Values } from './granted-sql.js';
import type { Holding } from './holdings.js';
import type { ObjectCatalogue } from './object-catalogue.js';
import { isTree, type ObjectType, quoted, rowOf, schemaOf } from './object-type.js';

/** What grants give of one permission, as SQL that begins with the grants and goes down to what belongs to their objects. */
export class ListedSql {
  #aliases = 0;

  constructor(
    private readonly types: ObjectCatalogue,
    private readonly permission: string,
    private readonly holdings: ReadonlyMap<string, Holding>,
    private readonly values: Values,
  ) {}

  /**
   * Whether rows are better asked one by one: many grants that are not the only way to a row cannot be joined to the table, and all
   * of them would have to be read before the first row.
   */
  isTooMuchWith(type: ObjectType, others: readonly string[]): boolean {
    const many = [...this.holdings.values()].some((holding) => holding.many);
    return many && (others.length > 0 || this.holdings.size > 1 || !this.holdings.has(type.type) || isTree(type));
  }

  /**
   * Conditions on rows of the type's table, of which one must hold; none when nothing is granted.
   * @param alone whether no others are added to them
   */
  among(type: ObjectType, row = rowOf(type), alone = true): string[] {
    if (isTree(type)) return this.#isAmong(`${row}.id`, this.#ids(type, schemaOf(type)));
    const direct = this.#granted(type);
    const inherited = (type.inherits ?? []).flatMap(({ from, column }) =>
      this.#isAmong(`${row}.${quoted(column)}`, this.#ids(this.types.get(from), schemaOf(type))),
    );
    // Few grants: probe by an array of ids. Many, and no other condition: a join in the order of ids. Two SQL texts, because one
    // prepared plan cannot serve both: it would walk a million objects to find ten.
    const many = this.holdings.get(type.type)?.many ?? false;
    if (many && alone && inherited.length === 0 && direct.length > 0) {
      return [`${row}.id in (${direct.join(' union all ')})`];
    }
    return [...this.#isAmong(`${row}.id`, direct), ...inherited];
  }

  /** One row for each row that {@link among} gives, when that can be told by the grants. */
  counted(type: ObjectType): string | undefined {
    const subjects = this.holdings.get(type.type)?.subjects ?? [];
    const [subject] = subjects;
    const isAll = type.endsGrants && this.holdings.size === 1 && subjects.length === 1 && !isTree(type);
    if (!isAll || subject === undefined) return undefined;
    // Ordered by the primary key so that the planner scans it: the table and the index by object may be full of others' grants. With
    // `=` it would take the subject for a constant and drop the order; with `any` of one it does not.
    return `select from platform.object_grant g
      where g.subject = any (array[${this.values.put(subject, 'text')}]) and g.permission = ${this.values.put(this.permission, 'text')}
        and g.object_type = ${this.values.put(type.type, 'text')}
      order by g.subject, g.permission, g.object_type, g.object_id`;
  }

  #isAmong(column: string, ids: readonly string[]): string[] {
    return ids.length > 0 ? [`${column} = any (array(${ids.join(' union all ')}))`] : [];
  }

  /** One query for each subject, which reads its grants in the order of their objects. */
  #granted({ type }: ObjectType): string[] {
    return (this.holdings.get(type)?.subjects ?? []).map((subject) => {
      const grant = this.#alias();
      return `select ${grant}.object_id from platform.object_grant ${grant} where ${grant}.subject = ${this.values.put(subject, 'text')}
        and ${grant}.permission = ${this.values.put(this.permission, 'text')} and ${grant}.object_type = ${this.values.put(type, 'text')}`;
    });
  }

  /** Queries for the ids of all objects of the type on which the permission is granted or inherited. */
  #ids(type: ObjectType, schema: string): string[] {
    const granted = this.#granted(type);
    if (schemaOf(type) !== schema) return granted;
    const inherits = type.inherits ?? [];
    const inherited = inherits
      .filter(({ from }) => from !== type.type)
      .flatMap(({ from, column }) => {
        const row = this.#alias();
        const above = this.#isAmong(`${row}.${quoted(column)}`, this.#ids(this.types.get(from), schema));
        return above.length > 0 ? [`select ${row}.id from ${type.table} ${row} where ${anyOf(above)}`] : [];
      });
    const begun = [...granted, ...inherited];
    const [tree] = inherits.filter(({ from }) => from === type.type);
    if (!tree || begun.length === 0) return begun;
    const [down, row] = [this.#alias(), this.#alias()];
    return [
      `(with recursive ${down}(id) as (
        (${begun.join(' union all ')})
        union select ${row}.id from ${type.table} ${row} join ${down} on ${row}.${quoted(tree.column)} = ${down}.id
      ) select ${down}.id from ${down})`,
    ];
  }

  #alias(): string {
    this.#aliases += 1;
    return `l${this.#aliases}`;
  }
}
