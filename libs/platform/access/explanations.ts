import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '../context/actor.js';
import { TenantDatabase, type TenantTransaction } from '../database/tenant-database.js';
import type { ObjectRef } from '../events/event-envelope.js';
import { isInScope, type Permission } from '../permissions/permission.js';
import { GrantedSql, Values } from './granted-sql.js';
import { usesAll } from './narrowing.js';
import { ObjectCatalogue } from './object-catalogue.js';
import { GRANT_COLUMNS, type Grant } from './object-grants.js';
import { type ObjectType, quoted } from './object-type.js';

/** One of the ways in which somebody has a permission on an object. */
export type Reason =
  | { readonly kind: 'role'; readonly role: Role }
  /** Takes part in the object in this role. */
  | { readonly kind: 'party'; readonly role: Role }
  /** `path` leads from the object to the one that the grant is on; it holds just the object when the grant is on that. */
  | { readonly kind: 'grant'; readonly grant: Grant; readonly path: readonly ObjectRef[] };

/** What would give the permission. */
export interface Missing {
  /** One of these roles would, account-wide. */
  readonly roles: readonly Role[];
  /** Or taking part in the object in one of these. */
  readonly parties: readonly Role[];
  /** Or a grant of the permission on one of these objects. */
  readonly grantOn: readonly ObjectRef[];
}

export interface Explanation {
  readonly allowed: boolean;
  readonly because: readonly Reason[];
  /** Absent when it is allowed. */
  readonly missing?: Missing;
}

interface Place {
  readonly path: readonly ObjectRef[];
  readonly row?: Readonly<Record<string, string | null>>;
}

/** Says why somebody has a permission on an object, or what they lack. The same meaning as {@link AccessControl}, found step by step. */
@Injectable()
export class Explanations {
  constructor(
    private readonly types: ObjectCatalogue,
    private readonly database: TenantDatabase,
  ) {}

  /**
   * @param actor anybody of the account
   * @returns undefined for an object that there is not
   * @throws UnknownObjectTypeError
   */
  async explain(actor: Actor, permission: Permission, object: ObjectRef): Promise<Explanation | undefined> {
    const type = this.types.get(object.type);
    return this.database.forAccount(actor.accountId).read(async (tx) => {
      const places = await this.#placesOf(tx, type, object.id);
      const row = places[0]?.row;
      if (!row) return undefined;
      const because = isInScope(actor, permission)
        ? [
            ...(await this.#byRole(tx, actor, permission, type, row)),
            ...byParty(actor, permission, type, row),
            ...(await this.#byGrant(tx, actor, permission, places)),
          ]
        : [];
      if (because.length > 0) return { allowed: true, because };
      const grantOn = this.types.permissionsOf(type.type).has(permission.name)
        ? places.flatMap(({ path }) => path.at(-1) ?? [])
        : [];
      return {
        allowed: false,
        because,
        missing: { roles: permission.roles, parties: permission.parties ?? [], grantOn },
      };
    });
  }

  /** A role counts where it does: at a place that the actor may use. */
  async #byRole(
    tx: TenantTransaction,
    actor: Actor,
    permission: Permission,
    type: ObjectType,
    row: NonNullable<Place['row']>,
  ): Promise<Reason[]> {
    const { place } = type;
    const roles = byRole(actor, permission);
    if (!place || roles.length === 0 || usesAll(actor, place)) return roles;
    const object = { type: place.type, id: row[place.column] ?? '' };
    const uses = await this.#byGrant(tx, actor, place.use, [{ path: [object] }]);
    return uses.length > 0 ? roles : [];
  }

  async #byGrant(
    tx: TenantTransaction,
    actor: Actor,
    permission: Permission,
    places: readonly Place[],
  ): Promise<Reason[]> {
    const values = new Values();
    const held = new GrantedSql(this.types, actor, permission.name, values).heldBy('g.subject');
    const ends = places.map(({ path }) => path.at(-1) as ObjectRef);
    const types = values.put(
      ends.map(({ type }) => type),
      'text[]',
    );
    const ids = values.put(
      ends.map(({ id }) => id),
      'uuid[]',
    );
    const grants = await tx.query<Grant>(
      `select ${GRANT_COLUMNS} from platform.object_grant g
       where ${held} and g.permission = ${values.put(permission.name, 'text')}
         and exists (select from unnest(${types}, ${ids}) at(type, id) where at.type = g.object_type and at.id = g.object_id)
       order by g.id`,
      values.all,
    );
    return grants.flatMap((grant) =>
      places
        .filter(({ path }) => path.at(-1)?.type === grant.objectType && path.at(-1)?.id === grant.objectId)
        .map(({ path }): Reason => ({ kind: 'grant', grant, path })),
    );
  }

  /** The object and all that it belongs to, each with one way there. */
  async #placesOf(tx: TenantTransaction, type: ObjectType, id: string): Promise<Place[]> {
    const places: Place[] = [];
    const seen = new Set<string>();
    const waiting: { type: ObjectType; path: readonly ObjectRef[] }[] = [{ type, path: [{ type: type.type, id }] }];
    for (const { type, path } of waiting) {
      const at = path.at(-1) as ObjectRef;
      if (seen.has(`${at.type} ${at.id}`)) continue;
      seen.add(`${at.type} ${at.id}`);
      const row = await rowOfObject(tx, type, at.id);
      places.push({ path, row });
      for (const { from, column } of type.inherits ?? []) {
        const above = row?.[column];
        if (above) waiting.push({ type: this.types.get(from), path: [...path, { type: from, id: above }] });
      }
    }
    return places;
  }
}

function byRole(actor: Actor, { roles }: Permission): Reason[] {
  return actor.roles.filter((role) => roles.includes(role)).map((role) => ({ kind: 'role', role }));
}

function byParty(
  actor: Actor,
  permission: Permission,
  { parties = {} }: ObjectType,
  row: NonNullable<Place['row']>,
): Reason[] {
  return actor.roles
    .filter((role) => permission.parties?.includes(role) && row[parties[role] ?? ''] === actor.userId)
    .map((role) => ({ kind: 'party', role }));
}

async function rowOfObject(
  tx: TenantTransaction,
  { table, parties = {}, inherits = [], place }: ObjectType,
  id: string,
) {
  const columns = new Set([
    'id',
    ...Object.values(parties),
    ...inherits.map(({ column }) => column),
    ...(place ? [place.column] : []),
  ]);
  const [row] = await tx.query<Record<string, string | null>>(
    `select ${[...columns].map(quoted).join(', ')} from ${table} where id = $1::uuid`,
    [id],
  );
  return row;
}
