import type { Actor } from '../context/actor.js';
import type { ObjectVisibility } from '../visibility/object-visibility.js';
import type { AccessControl } from './access-control.js';
import type { ObjectType } from './object-type.js';

/** Who may see objects of a declared type: who has the permission to view them. */
export class DeclaredVisibility implements ObjectVisibility {
  constructor(
    private readonly declared: ObjectType,
    private readonly access: AccessControl,
  ) {}

  get type(): string {
    return this.declared.type;
  }

  visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
    return this.access.among(actor, this.declared.view, this.declared.type, ids);
  }
}
