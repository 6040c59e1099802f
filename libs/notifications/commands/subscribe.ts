import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventVisibility } from '#platform/access/event-visibility.js';
import type { Actor } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { PermissionDeniedError, ValidationError } from '#platform/errors/application-error.js';
import type { EventDefinition } from '#platform/events/event-definition.js';
import { VisibilityRegistry } from '#platform/visibility/object-visibility.js';
import { subscriptionCreated } from '../contract/index.js';
import { SubscriptionLimitError } from '../model/notification-errors.js';
import { SUBSCRIPTION_COLUMNS, type Subscription, subscriptionEvent } from '../model/subscriptions.js';
import { SUBSCRIBABLE } from '../reactions/tell-subscribers-when-something-happens.js';

/** Subscriptions that a user may have. */
const MOST = 500;

interface Wanted {
  readonly eventType: string;
  /** Both or neither. */
  readonly objectType?: string | null;
  readonly objectId?: string | null;
}

/** From now on the actor is told of events of a type, on one object or on any that the actor may see. */
export class Subscribe extends Command<Subscription> {
  constructor(
    readonly actor: Actor,
    readonly wanted: Wanted,
  ) {
    super();
  }
}

@CommandHandler(Subscribe)
export class SubscribeHandler implements ICommandHandler<Subscribe> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly visibilities: VisibilityRegistry,
    private readonly events: EventVisibility,
  ) {}

  /**
   * The same wish twice is one subscription.
   * @throws ValidationError, PermissionDeniedError, ObjectNotFoundError, SubscriptionLimitError
   */
  async execute({ actor, wanted }: Subscribe): Promise<Subscription> {
    const { eventType, objectType = null, objectId = null } = wanted;
    const definition = SUBSCRIBABLE.find(({ type }) => type === eventType);
    refuse(problemsOf(wanted, definition, this.visibilities.types));
    if (definition && !(await this.events.canEverKnow(actor, definition))) {
      throw new PermissionDeniedError('PERMISSION_DENIED', { permission: definition.audience?.permission.name });
    }
    if (objectType && objectId) await this.visibilities.requireVisible(actor, { type: objectType, id: objectId });
    const subscription = await this.database.write(async (tx) => {
      const [[made], [found]] = await Promise.all([
        tx.query<Subscription>(
          `insert into notifications.subscription (id, account_id, user_id, event_type, object_type, object_id, created_at)
           select $1, $2, $3, $4, $5, $6::uuid, now()
           where (select count(*) from notifications.subscription where user_id = $3::uuid) < ${MOST}
           on conflict do nothing returning ${SUBSCRIPTION_COLUMNS}`,
          [newId(), actor.accountId, actor.userId, eventType, objectType, objectId],
        ),
        tx.query<Subscription>(
          `select ${SUBSCRIPTION_COLUMNS} from notifications.subscription
           where user_id = $1::uuid and event_type = $2 and object_type is not distinct from $3
             and object_id is not distinct from $4::uuid`,
          [actor.userId, eventType, objectType, objectId],
        ),
      ]);
      if (made) await tx.publish(subscriptionCreated, subscriptionEvent(actor.userId, made));
      return made ?? found;
    });
    if (!subscription) throw new SubscriptionLimitError(MOST);
    return subscription;
  }
}

function problemsOf(
  { objectType, objectId }: Wanted,
  definition: EventDefinition | undefined,
  objectTypes: readonly string[],
) {
  const problems: Record<string, string[]> = {};
  if (!definition) problems.eventType = ['is not a type of event that can be subscribed to'];
  if (objectType && !objectTypes.includes(objectType)) problems.objectType = ['is not a type of object'];
  if (objectType && !objectId) problems.objectId = ['must be given with objectType'];
  if (objectId && !objectType) problems.objectType = ['must be given with objectId'];
  return problems;
}

function refuse(problems: Record<string, string[]>): void {
  if (Object.keys(problems).length > 0) throw new ValidationError(problems);
}
