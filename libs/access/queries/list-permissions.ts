import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { ObjectCatalogue } from '#platform/access/object-catalogue.js';
import { PermissionCatalogue } from '#platform/access/permission-catalogue.js';
import type { Role } from '#platform/context/actor.js';

export interface PermissionView {
  readonly name: string;
  readonly label: string;
  readonly roles: readonly Role[];
  readonly parties: readonly Role[];
  /** Types of the objects on which it can be granted. */
  readonly objectTypes: readonly string[];
}

export interface NamespaceView {
  readonly namespace: string;
  readonly label: string;
  readonly permissions: readonly PermissionView[];
}

/** All permissions, by the namespace that declares them. */
export class ListPermissions extends Query<NamespaceView[]> {}

@QueryHandler(ListPermissions)
export class ListPermissionsHandler implements IQueryHandler<ListPermissions> {
  constructor(
    private readonly catalogue: PermissionCatalogue,
    private readonly types: ObjectCatalogue,
  ) {}

  async execute(): Promise<NamespaceView[]> {
    return this.catalogue.namespaces.map(({ namespace, label, permissions }) => ({
      namespace,
      label,
      permissions: permissions.map(({ name, label, roles, parties = [] }) => ({
        name,
        label,
        roles,
        parties,
        objectTypes: this.types.names.filter((type) => this.types.permissionsOf(type).has(name)),
      })),
    }));
  }
}
