import { Injectable } from '@nestjs/common';
import { type Site, SiteDirectory } from '#accounts/contract/index.js';
import { PeopleDirectory, type Person } from '#identity/contract/index.js';
import type { TenantTransaction } from '#platform/database/tenant-database.js';
import type { EventEnvelope } from '#platform/events/event-envelope.js';
import { Reaction, type Reacts } from '#platform/messaging/reaction.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import { VisibilityRegistry } from '#platform/visibility/object-visibility.js';
import {
  sessionCancelled,
  sessionCompleted,
  sessionRescheduled,
  sessionScheduled,
} from '#scheduling/contract/index.js';
import type { SessionMailKind } from '../mails/session-mail-facts.js';
import { InboxHints } from '../model/inbox-hints.js';
import { putIntoInboxes, tellPutIntoInboxes } from '../model/inboxes.js';
import { addMails, type MailFacts } from '../model/mail-deliveries.js';
import { mayBeTold } from '../model/may-be-told.js';
import type { SessionFacts } from '../model/session-facts.js';
import { sessionMessage } from '../model/session-message.js';
import { type Party, partiesOf } from '../model/session-parties.js';
import { sendMail } from '../tasks/send-mail.task.js';

/** The events that participants are told of, with what their mails call it. */
export const PARTICIPANT_EVENTS: Readonly<Record<string, SessionMailKind>> = {
  [sessionScheduled.type]: 'scheduled',
  [sessionRescheduled.type]: 'rescheduled',
  [sessionCompleted.type]: 'completed',
  [sessionCancelled.type]: 'cancelled',
};

interface Gathered {
  readonly people: readonly Person[];
  readonly site: Site;
  readonly parties: readonly Party[];
}

@Injectable()
@Reaction({
  name: 'notifications.tell-participants-when-session-changes',
  label: 'Tells patient and therapist, in their inboxes and by mail, if they may see it',
  on: [sessionScheduled, sessionRescheduled, sessionCompleted, sessionCancelled],
})
export class TellParticipantsWhenSessionChanges implements Reacts<SessionFacts> {
  constructor(
    private readonly people: PeopleDirectory,
    private readonly sites: SiteDirectory,
    private readonly visibilities: VisibilityRegistry,
    private readonly outbox: TaskOutbox,
    private readonly hints: InboxHints,
  ) {}

  async gather({ data, metadata: { accountId = '' } }: EventEnvelope<SessionFacts>): Promise<Gathered> {
    const { sessionId, patientId, therapistId, siteId } = data;
    const [people, site] = await Promise.all([this.people.people([patientId, therapistId]), this.sites.site(siteId)]);
    const parties = partiesOf(data, people);
    const told = await Promise.all(
      parties.map(({ person }) => mayBeTold(this.visibilities, person, { accountId, sessionId })),
    );
    return { people, site, parties: parties.filter((_party, at) => told[at]) };
  }

  async react(event: EventEnvelope<SessionFacts>, tx: TenantTransaction, gathered?: unknown): Promise<void> {
    const { people, site, parties } = gathered as Gathered;
    const kind = PARTICIPANT_EVENTS[event.type] as SessionMailKind;
    const [entries, mails] = await Promise.all([
      putIntoInboxes(
        tx,
        event,
        parties.map((party) => telling(event, kind, party, site)),
      ),
      addMails(
        tx,
        event,
        parties.map(({ person, audience }) => ({
          userId: person.id,
          facts: { kind, audience, ...mailFacts(event, people, site) },
        })),
      ),
    ]);
    tx.afterCommit(() => this.hints.give(entries));
    await Promise.all([
      tellPutIntoInboxes(tx, event.id, entries),
      ...mails.map((deliveryId) => this.outbox.add(tx, sendMail, { deliveryId }, { key: deliveryId })),
    ]);
  }
}

function telling(
  event: EventEnvelope<SessionFacts>,
  kind: SessionMailKind,
  { audience, person, counterpart }: Party,
  site: Site,
) {
  const { sessionId, patientId, therapistId, siteId, startsAt, endsAt } = event.data;
  return {
    userId: person.id,
    message: sessionMessage({ kind, audience, session: event.data, site, counterpart }),
    data: {
      eventId: event.id,
      target: { type: 'therapy_session', id: sessionId },
      sessionId,
      patientId,
      therapistId,
      siteId,
      startsAt,
      endsAt,
    },
  };
}

function mailFacts(
  { data, timestamp }: EventEnvelope<SessionFacts>,
  people: readonly Person[],
  site: Site,
): Omit<MailFacts, 'kind' | 'audience'> {
  const nameOf = (id: string) => people.find((person) => person.id === id)?.displayName ?? '';
  return {
    sessionId: data.sessionId,
    sequence: data.calendarSequence,
    changedAt: timestamp,
    startsAt: data.startsAt,
    endsAt: data.endsAt,
    durationMinutes: data.durationMinutes,
    patientName: nameOf(data.patientId),
    therapistName: nameOf(data.therapistId),
    siteName: site.name,
    siteAddress: site.address,
    timeZone: site.timeZone,
    lateFee: data.late,
  };
}
