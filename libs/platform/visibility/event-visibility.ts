import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/access-control.js';
import { onlySiteOf } from '../access/narrowing.js';
import { ObjectCatalogue } from '../access/object-catalogue.js';
import type { Actor } from '../context/actor.js';
import { isPermitted, type Permission } from '../http/permissions.js';
import { EventCatalogue } from '../messaging/event-catalogue.js';
import type { EventAudience, EventDefinition } from '../messaging/event-definition.js';
import type { EventEnvelope, ObjectRef } from '../messaging/event-envelope.js';
import { platformPermissions } from '../operations/platform-permissions.js';
import { VisibilityRegistry } from './object-visibility.js';

const READ_ALL = platformPermissions['history.view'];

/** Where an event may name a user, and the columns that begin so. */
const PLACES = { target: 'target', actionObject: 'action_object' } as const;

/** A condition, for a where-clause; `values` are those of its placeholders. */
interface Rows {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** An event type that only some of those know who see the target. */
type Restricted = EventDefinition & { readonly audience: EventAudience };

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
    return target !== undefined && (await this.#heldOn(actor, audience.permission, target.type, [target.id])).size > 0;
  }

  /** Whether there can be any event of the type that the actor may know of: whether it is worth subscribing to. */
  async canEverKnow(actor: Actor, { audience }: EventDefinition): Promise<boolean> {
    if (!audience || audience.oneself || isPermitted(actor, audience.permission)) return true;
    return this.access.holdsAny(actor, audience.permission);
  }

  /**
   * The rows of `messaging.event` whose audience the actor belongs to, for those who see the targets.
   * @param targets objects of one type that the statement is about, for what is permitted on these alone
   * @param before how many values the statement has already
   * @returns undefined for all rows
   */
  async restrict(
    actor: Actor,
    targets?: { readonly type: string; readonly ids: readonly string[] },
    before = 0,
  ): Promise<Rows | undefined> {
    const isRestricted = (event: EventDefinition): event is Restricted =>
      event.audience !== undefined && !isPermitted(actor, event.audience.permission);
    const restricted = this.catalogue.all.filter(isRestricted);
    if (restricted.length === 0 && isPermitted(actor, READ_ALL)) return undefined;
    const values: unknown[] = [];
    const put = (value: unknown, type: string) => `$${before + values.push(value)}::${type}`;
    const among = (events: readonly EventDefinition[]) =>
      `type = any (${put(
        events.map(({ type }) => type),
        'text[]',
      )})`;
    const conditions = [among(this.catalogue.all.filter((event) => !isRestricted(event)))];
    for (const [place, columns] of Object.entries(PLACES)) {
      const told = restricted.filter(({ audience }) => audience.oneself?.includes(place as keyof typeof PLACES));
      if (told.length === 0) continue;
      conditions.push(`${among(told)} and ${columns}_type = 'user' and ${columns}_id = ${put(actor.userId, 'text')}`);
    }
    for (const [permission, events] of Map.groupBy(restricted, ({ audience }) => audience.permission)) {
      const held = targets && (await this.#heldOn(actor, permission, targets.type, targets.ids));
      if (held?.size) conditions.push(`${among(events)} and target_id = any (${put([...held], 'text[]')})`);
    }
    return { sql: `(${conditions.join(' or ')})`, values };
  }

  /** Those of the objects on which the actor has the permission, where it can be had on such objects. */
  async #heldOn(
    actor: Actor,
    permission: Permission,
    type: string,
    ids: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const canBeHad = this.objects.names.includes(type) && this.objects.permissionsOf(type).has(permission.name);
    return canBeHad ? this.access.among(actor, permission, type, ids) : new Set();
  }
}
