import type { Permission } from '../permissions/permission.js';

/** The permissions of one context, or of the platform. */
export interface PermissionNamespace {
  /** For example `scheduling`. */
  readonly namespace: string;
  readonly label: string;
  readonly permissions: readonly Permission[];
}

/** All permissions that there are, by the namespace that declares them. */
export class PermissionCatalogue {
  readonly namespaces: readonly PermissionNamespace[];
  readonly #byName: ReadonlyMap<string, Permission>;

  constructor(permissions: readonly Permission[]) {
    this.#byName = new Map(permissions.map((permission) => [permission.name, permission]));
    const groups = Map.groupBy(permissions, ({ name }) => name.slice(0, name.indexOf('.')));
    this.namespaces = [...groups].map(([namespace, permissions]) => ({
      namespace,
      label: permissions[0]?.namespaceLabel ?? namespace,
      permissions,
    }));
  }

  /** @returns undefined for a name that nobody declares */
  get(name: string): Permission | undefined {
    return this.#byName.get(name);
  }
}
