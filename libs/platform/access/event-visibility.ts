import { Injectable } from '@nestjs/common';
import type { Actor } from '../context/actor.js';
import { EventCatalogue } from '../events/event-catalogue.js';
import type { EventDefinition } from '../events/event-definition.js';
import type { EventEnvelope, ObjectRef } from '../events/event-envelope.js';
import type { EventCondition } from '../messaging/event-history.js';
import { isPermitted, type Permission } from '../permissions/permission.js';
import { platformPermissions } from '../permissions/platform-permissions.js';
import { VisibilityRegistry } from '../visibility/object-visibility.js';
import { AccessControl } from './access-control.js';
import { knownEvents, restrictedFor } from './known-events.js';
import { onlySiteOf } from './narrowing.js';
import { ObjectCatalogue } from './object-catalogue.js';

const READ_ALL = platformPermissions['history.view'];

/**
 * Who may know of events: who sees what they happened to, and belongs to the audience that their type declares. One meaning in
 * histories, lists, watches and notifications.
 */
@Injectable()
export class EventVisibility {
  constructor(
    private readonly catalogue: EventCatalogue,
    private readonly access: AccessControl,
    private readonly objects: ObjectCatalogue,
    private readonly visibilities: VisibilityRegistry,
  ) {}

  /** Of an object that is not there any more, who may read the account's whole history still knows. */
  async canKnow(actor: Actor, event: EventEnvelope): Promise<boolean> {
    const { target } = event.metadata;
    if (!target || !(await this.isAudience(actor, event))) return false;
    if (await this.visibilities.canSee(actor, target)) return true;
    const removesTarget = this.catalogue.has(event.type) && this.catalogue.get(event.type).removesTarget;
    return removesTarget && isPermitted(actor, READ_ALL) && !onlySiteOf(actor);
  }

  /** Whether somebody who sees the target may know of the event. What is not declared only those know who read everything. */
  async isAudience(actor: Actor, { type, metadata }: EventEnvelope): Promise<boolean> {
    if (!this.catalogue.has(type)) return isPermitted(actor, READ_ALL);
    const { audience } = this.catalogue.get(type);
    if (!audience || isPermitted(actor, audience.permission)) return true;
    const isSelf = (object?: ObjectRef) => object?.type === 'user' && object.id === actor.userId;
    if (audience.oneself?.some((place) => isSelf(metadata[place]))) return true;
    const { target } = metadata;
    if (!target || !this.#canBeHadOn(target.type, audience.permission)) return false;
    return this.access.check(actor, audience.permission, target);
  }

  /** Whether there can be any event of the type that the actor may know of: whether it is worth subscribing to. */
  async canEverKnow(actor: Actor, { audience }: EventDefinition): Promise<boolean> {
    if (!audience || audience.oneself || isPermitted(actor, audience.permission)) return true;
    return this.access.holdsAny(actor, audience.permission);
  }

  /**
   * The rows of `messaging.event` whose audience the actor belongs to, for those who see the targets.
   * @param targets objects of one type that the statement is about, for what is permitted on these alone
   * @returns undefined for all rows; a promise only where something must be asked for, so that what is read in one turn still
   *   shares its round trip
   */
  restrict(
    actor: Actor,
    targets?: { readonly type: string; readonly ids: readonly string[] },
  ): EventCondition | undefined | Promise<EventCondition | undefined> {
    const permissions = restrictedFor(this.catalogue, actor).map(({ audience }) => audience.permission);
    const asked = targets ? [...new Set(permissions)].filter((each) => this.#canBeHadOn(targets.type, each)) : [];
    if (!targets || asked.length === 0) return knownEvents(this.catalogue, actor);
    const asking = asked.map(async (permission) => {
      return [permission, await this.access.among(actor, permission, targets.type, targets.ids)] as const;
    });
    return Promise.all(asking).then((held) => knownEvents(this.catalogue, actor, new Map(held)));
  }

  #canBeHadOn(type: string, { name }: Permission): boolean {
    return this.objects.names.includes(type) && this.objects.permissionsOf(type).has(name);
  }
}
