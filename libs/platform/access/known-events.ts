import type { Actor } from '../context/actor.js';
import type { EventCatalogue } from '../events/event-catalogue.js';
import type { EventAudience, EventDefinition } from '../events/event-definition.js';
import type { EventCondition } from '../messaging/event-history.js';
import { isPermitted, type Permission } from '../permissions/permission.js';
import { platformPermissions } from '../permissions/platform-permissions.js';

/** An event type that only some of those know who see the target. */
type Restricted = EventDefinition & { readonly audience: EventAudience };

/** Where an event may name a user, and how the columns for it begin. */
const PLACES = { target: 'target', actionObject: 'action_object' } as const;
type Place = keyof typeof PLACES;

/**
 * The rows of `messaging.event` whose audience the actor belongs to.
 * @param held targets on which the actor has a permission that they have not account-wide
 * @returns undefined for all rows
 */
export function knownEvents(
  catalogue: EventCatalogue,
  actor: Actor,
  held: ReadonlyMap<Permission, ReadonlySet<string>> = new Map(),
): EventCondition | undefined {
  const restricted = restrictedFor(catalogue, actor);
  // What is not declared only those know who read everything.
  if (restricted.length === 0 && isPermitted(actor, platformPermissions['history.view'])) return undefined;
  const open = catalogue.all.filter((event) => !restricted.includes(event as Restricted));
  return (before) => {
    const values: unknown[] = [];
    const put = (value: unknown, type: string) => `$${before + values.push(value)}::${type}`;
    const among = (events: readonly EventDefinition[]) => `type = any (${put(events.map(typeOf), 'text[]')})`;
    const conditions = [among(open)];
    for (const [place, column] of Object.entries(PLACES)) {
      const told = restricted.filter(({ audience }) => audience.oneself?.includes(place as Place));
      if (told.length === 0) continue;
      conditions.push(`${among(told)} and ${column}_type = 'user' and ${column}_id = ${put(actor.userId, 'text')}`);
    }
    for (const [permission, targets] of held) {
      const told = restricted.filter(({ audience }) => audience.permission === permission);
      conditions.push(`${among(told)} and target_id = any (${put([...targets], 'text[]')})`);
    }
    return { sql: `(${conditions.join(' or ')})`, values };
  };
}

/** The types whose audience the actor does not belong to by what they are permitted account-wide. */
export const restrictedFor = (catalogue: EventCatalogue, actor: Actor): Restricted[] =>
  catalogue.all.filter(
    (event): event is Restricted => event.audience !== undefined && !isPermitted(actor, event.audience.permission),
  );

const typeOf = ({ type }: EventDefinition): string => type;
