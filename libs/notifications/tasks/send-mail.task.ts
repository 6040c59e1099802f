import { IsUUID } from 'class-validator';
import { PeopleDirectory } from '#identity/contract/index.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { MailRejectedError } from '#platform/mail/mail-errors.js';
import { Mailer } from '#platform/mail/mailer.js';
import { QUEUES } from '#platform/tasks/queue-catalogue.js';
import { defineTask } from '#platform/tasks/task-definition.js';
import { FatalTaskError } from '#platform/tasks/task-errors.js';
import { HandlesTask, type TaskHandler } from '#platform/tasks/task-handler.js';
import type { TaskRun } from '#platform/tasks/task-run.js';
import { VisibilityRegistry } from '#platform/visibility/object-visibility.js';
import { notificationFailed, notificationSent } from '../contract/index.js';
import { renderSessionMail } from '../mails/render-session-mail.js';
import { SessionMailFactError } from '../mails/session-mail-facts.js';
import { findDelivery, type MailDelivery, settle } from '../model/mail-deliveries.js';
import { mayBeTold } from '../model/may-be-told.js';

class MailToSend {
  @IsUUID()
  deliveryId!: string;
}

class RecipientInactiveError extends Error {
  constructor(deliveryId: string) {
    super(`Mail ${deliveryId} is not sent: its recipient is not active any more, or never was there.`);
  }
}

class SessionNotVisibleError extends Error {
  constructor(deliveryId: string) {
    super(`Mail ${deliveryId} is not sent: its recipient may not see the session any more.`);
  }
}

/** About half an hour of tries: mail servers restart, and greylisting asks for some minutes. */
const RETRY = { tries: 10, firstDelay: 5_000, longestDelay: 600_000 };

/** Longer than the transport waits for its server, so that it is the transport that gives up and says why. */
const TIME_LIMIT = 90_000;

export const sendMail = defineTask({
  name: 'notifications.send-mail',
  label: 'Sends one mail',
  queue: QUEUES.mailing,
  payload: MailToSend,
  timeLimit: TIME_LIMIT,
  retry: RETRY,
});

/**
 * Sends what is still to be sent. It dies between the server's acceptance and the record of it at worst; the mail that is
 * then sent again has the same Message-ID, and without SMTP the same file.
 */
@HandlesTask(sendMail)
export class SendMailTask implements TaskHandler<typeof sendMail> {
  constructor(
    private readonly database: TenantDatabase,
    private readonly people: PeopleDirectory,
    private readonly visibilities: VisibilityRegistry,
    private readonly mailer: Mailer,
  ) {}

  async run({ deliveryId }: MailToSend, run: TaskRun): Promise<void> {
    const delivery = await this.database.readTogether((tx) => findDelivery(tx, deliveryId));
    if (!delivery || delivery.state === 'sent') return;
    try {
      await this.#send(delivery, run);
    } catch (error) {
      const reason = finalReason(error, run);
      if (!reason) throw error;
      const { message } = error as Error;
      await this.#failed(delivery, run, reason, message);
      throw new FatalTaskError(message, { cause: error });
    }
    await this.#sent(delivery, run);
  }

  async #send(
    { id, userId, facts: { kind, audience, ...facts }, correlationId }: MailDelivery,
    { accountId = '' }: TaskRun,
  ): Promise<void> {
    const [recipient] = await this.people.people([userId]);
    if (!recipient?.active) throw new RecipientInactiveError(id);
    const { sessionId } = facts;
    if (!(await mayBeTold(this.visibilities, recipient, { accountId, sessionId })))
      throw new SessionNotVisibleError(id);
    const { displayName: name, email: address } = recipient;
    const organizerAddress = this.mailer.sender.address;
    const mail = renderSessionMail(kind, audience, { ...facts, recipientAddress: address, organizerAddress });
    await this.mailer.send({ ...mail, id, to: { name, address }, correlationId });
  }

  async #sent(delivery: MailDelivery, { attempt }: TaskRun): Promise<void> {
    await this.database.write(async (tx) => {
      if (!(await settle(tx, delivery.id, 'sent', attempt))) return;
      await tx.publish(notificationSent, { target: targetOf(delivery), data: told(delivery) });
    });
  }

  async #failed(delivery: MailDelivery, { attempt }: TaskRun, reason: string, failure: string): Promise<void> {
    await this.database.write(async (tx) => {
      if (!(await settle(tx, delivery.id, 'failed', attempt, failure))) return;
      await tx.publish(notificationFailed, { target: targetOf(delivery), data: { ...told(delivery), reason } });
    });
  }
}

/** Why it will not be tried again; undefined when it will. */
function finalReason(error: unknown, { attempt }: TaskRun): string | undefined {
  if (error instanceof MailRejectedError) return 'MAIL_REJECTED';
  if (error instanceof RecipientInactiveError) return 'RECIPIENT_INACTIVE';
  if (error instanceof SessionNotVisibleError) return 'SESSION_NOT_VISIBLE';
  if (error instanceof SessionMailFactError) return 'FACTS_UNUSABLE';
  return attempt >= sendMail.retry.tries ? 'MAIL_UNAVAILABLE' : undefined;
}

const targetOf = ({ notificationId }: MailDelivery) => ({ type: 'notification', id: notificationId });

const told = ({ id, userId, eventId }: MailDelivery) => ({ deliveryId: id, userId, channel: 'mail', eventId });
