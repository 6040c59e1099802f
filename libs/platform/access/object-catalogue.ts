import type { Permission } from '../permissions/permission.js';
import { ObjectTypesError, PermissionNotOnObjectsError, UnknownObjectTypeError } from './access-errors.js';
import { isTree, type ObjectType, schemaOf } from './object-type.js';

/** All types of objects that contexts declare, found to fit together. */
export class ObjectCatalogue {
  readonly #byName: ReadonlyMap<string, ObjectType>;
  readonly #permissions = new Map<string, ReadonlyMap<string, Permission>>();
  readonly #onObjects = new Set<string>();

  /** @throws ObjectTypesError for types declared twice, unknown ones, cycles, and what cannot be followed through a schema */
  constructor(readonly all: readonly ObjectType[]) {
    this.#byName = new Map(all.map((type) => [type.type, type]));
    const problems = [...this.#duplicates(), ...this.#unknown()];
    // Neither can be looked for in relations that lead nowhere.
    if (problems.length === 0) problems.push(...this.#cycles(), ...this.#crossings());
    if (problems.length > 0) throw new ObjectTypesError(problems);
    for (const type of all) this.#permissions.set(type.type, this.#permissionsOn(type));
    for (const permissions of this.#permissions.values()) {
      for (const name of permissions.keys()) this.#onObjects.add(name);
    }
  }

  get names(): string[] {
    return [...this.#byName.keys()];
  }

  /** @throws UnknownObjectTypeError */
  get(type: string): ObjectType {
    const found = this.#byName.get(type);
    if (!found) throw new UnknownObjectTypeError();
    return found;
  }

  /** What can be had on objects of a type, by name: its own permissions, and those of what belongs to it. */
  permissionsOf(type: string): ReadonlyMap<string, Permission> {
    return this.#permissions.get(this.get(type).type) as ReadonlyMap<string, Permission>;
  }

  /**
   * A permission by its name.
   * @throws UnknownObjectTypeError, PermissionNotOnObjectsError
   */
  permissionOn(type: string, name: string): Permission {
    const permissions = this.permissionsOf(type);
    const permission = permissions.get(name);
    if (!permission) throw new PermissionNotOnObjectsError(type, [...permissions.keys()]);
    return permission;
  }

  /** Whether it can be had on single objects of some type. */
  isOnObjects(permission: Permission): boolean {
    return this.#onObjects.has(permission.name);
  }

  /** The type and all that it inherits from. */
  lineage(type: ObjectType, known: Set<ObjectType> = new Set()): ReadonlySet<ObjectType> {
    if (known.has(type)) return known;
    known.add(type);
    for (const { from } of type.inherits ?? []) this.lineage(this.get(from), known);
    return known;
  }

  #permissionsOn(type: ObjectType): ReadonlyMap<string, Permission> {
    const heirs = this.all.filter((each) => this.lineage(each).has(type));
    const permissions = [type, ...heirs].flatMap(({ view, permissions = [] }) => [view, ...permissions]);
    return new Map(permissions.map((permission) => [permission.name, permission]));
  }

  #duplicates(): string[] {
    const twice = this.all.filter((type) => this.#byName.get(type.type) !== type);
    return twice.map(({ type }) => `"${type}" is declared twice: give one of the two another name.`);
  }

  #unknown(): string[] {
    return this.all.flatMap(({ type, inherits = [], place }) => [
      ...inherits
        .filter(({ from }) => !this.#byName.has(from))
        .map(({ from }) => `"${type}" inherits from "${from}", which nobody declares.`),
      ...(place && !this.#byName.has(place.type) ? [`"${type}" is at a "${place.type}", which nobody declares.`] : []),
    ]);
  }

  #cycles(): string[] {
    const leadsBack = (type: ObjectType, at: ObjectType, seen: Set<ObjectType>): boolean =>
      (at.inherits ?? []).some(({ from }) => {
        // To itself: a tree of objects, not a cycle of types.
        if (from === at.type) return false;
        const next = this.get(from);
        if (next === type) return true;
        return !seen.has(next) && leadsBack(type, next, seen.add(next));
      });
    return this.all
      .filter((type) => leadsBack(type, type, new Set()))
      .map(({ type }) => `"${type}" inherits from itself by way of other types: take one of the relations away.`);
  }

  #crossings(): string[] {
    return this.all.flatMap((type) => {
      const declared = (type.inherits ?? []).map(({ from }) => from);
      const elsewhere = declared.map((from) => this.get(from)).filter((from) => schemaOf(from) !== schemaOf(type));
      return elsewhere.flatMap((from) => [
        ...(isTree(from) ? [`"${type.type}" inherits from "${from.type}", a tree of another schema.`] : []),
        ...(from.inherits ?? [])
          .filter((further) => further.from !== from.type && !declared.includes(further.from))
          .map(
            (further) =>
              `"${type.type}" inherits from "${from.type}" of another schema, and that from "${further.from}": keep the id of ` +
              `the ${further.from} in a column of ${type.table}, and declare that "${type.type}" inherits from it.`,
          ),
      ]);
    });
  }
}
