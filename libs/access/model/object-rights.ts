import { Injectable } from '@nestjs/common';
import { AccessControl } from '#platform/access/access-control.js';
import { ObjectCatalogue } from '#platform/access/object-catalogue.js';
import type { Actor } from '#platform/context/actor.js';
import { PermissionDeniedError } from '#platform/errors/application-error.js';
import { VisibilityRegistry } from '#platform/visibility/object-visibility.js';

interface ObjectRef {
  readonly type: string;
  readonly id: string;
}

/** Nobody gives away what they do not have. */
@Injectable()
export class ObjectRights {
  constructor(
    private readonly types: ObjectCatalogue,
    private readonly access: AccessControl,
    private readonly visibilities: VisibilityRegistry,
  ) {}

  /**
   * The actor must see the object and have the permission, by name, on it.
   * @throws ValidationError, ObjectNotFoundError, PermissionDeniedError
   */
  async requireOwn(actor: Actor, permission: string, object: ObjectRef): Promise<void> {
    const wanted = this.types.permissionOn(object.type, permission);
    await this.visibilities.requireVisible(actor, object);
    if (await this.access.check(actor, wanted, object)) return;
    throw new PermissionDeniedError('PERMISSION_DENIED', { permission });
  }
}
