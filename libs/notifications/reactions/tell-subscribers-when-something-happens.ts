import { Injectable } from '@nestjs/common';
import { accessEvents } from '#access/contract/index.js';
import { accountsEvents } from '#accounts/contract/index.js';
import { billingEvents } from '#billing/contract/index.js';
import { identityEvents, PeopleDirectory, type Person } from '#identity/contract/index.js';
import { EventVisibility } from '#platform/access/event-visibility.js';
import { TenantDatabase, type TenantTransaction } from '#platform/database/tenant-database.js';
import { EventCatalogue } from '#platform/events/event-catalogue.js';
import type { EventDefinition } from '#platform/events/event-definition.js';
import type { EventEnvelope } from '#platform/events/event-envelope.js';
import { platformEvents } from '#platform/messaging/platform-events.js';
import { Reaction, type Reacts } from '#platform/messaging/reaction.js';
import { retentionEvents } from '#retention/contract/index.js';
import { schedulingEvents } from '#scheduling/contract/index.js';
import { InboxHints } from '../model/inbox-hints.js';
import { putIntoInboxes, tellPutIntoInboxes } from '../model/inboxes.js';
import { asActor } from '../model/person-as-actor.js';
import type { SessionFacts } from '../model/session-facts.js';
import { subscribersOf } from '../model/subscriptions.js';
import { PARTICIPANT_EVENTS } from './tell-participants-when-session-changes.js';

/** What can be subscribed to: everything of which it is not declared otherwise. */
export const SUBSCRIBABLE: readonly EventDefinition[] = [
  schedulingEvents,
  billingEvents,
  identityEvents,
  accountsEvents,
  retentionEvents,
  accessEvents,
  platformEvents,
].flatMap(({ definitions }) => definitions.filter(({ subscribable }) => subscribable));

@Injectable()
@Reaction({
  name: 'notifications.tell-subscribers-when-something-happens',
  label: 'Tells users of what they subscribed to, if they may know of it',
  on: SUBSCRIBABLE,
})
export class TellSubscribersWhenSomethingHappens implements Reacts {
  constructor(
    private readonly database: TenantDatabase,
    private readonly people: PeopleDirectory,
    private readonly events: EventVisibility,
    private readonly catalogue: EventCatalogue,
    private readonly hints: InboxHints,
  ) {}

  /** @returns ids of the users to tell */
  async gather(event: EventEnvelope): Promise<string[]> {
    const { accountId, target } = event.metadata;
    if (!accountId || !target) return [];
    const subscribers = await this.database.readTogether((tx) => subscribersOf(tx, event.type, target));
    const others = subscribers.filter((userId) => !toldAnyway(event).includes(userId));
    if (others.length === 0) return [];
    const people = await this.people.people(others);
    const allowed = await Promise.all(people.map((person) => this.#mayKnow(person, accountId, event)));
    return people.filter((_person, at) => allowed[at]).map(({ id }) => id);
  }

  async react(event: EventEnvelope, tx: TenantTransaction, gathered?: unknown): Promise<void> {
    const { label } = this.catalogue.get(event.type);
    const { target, actionObject } = event.metadata;
    const data = { eventId: event.id, target, actionObject };
    const tellings = (gathered as string[]).map((userId) => ({ userId, message: `${label}.`, data }));
    const entries = await putIntoInboxes(tx, event, tellings);
    if (entries.length === 0) return;
    tx.afterCommit(() => this.hints.give(entries));
    await tellPutIntoInboxes(tx, event.id, entries);
  }

  async #mayKnow(person: Person, accountId: string, event: EventEnvelope): Promise<boolean> {
    return person.active && this.events.canKnow(asActor(person, accountId), event);
  }
}

/** Participants are told in words of their own, which a subscription must not get ahead of. */
function toldAnyway({ type, data }: EventEnvelope): string[] {
  if (!(type in PARTICIPANT_EVENTS)) return [];
  const { patientId, therapistId } = data as SessionFacts;
  return [patientId, therapistId];
}
