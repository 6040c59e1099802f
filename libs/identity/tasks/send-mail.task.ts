import { Inject } from '@nestjs/common';
import { IsIn, IsOptional, IsString, IsUUID } from 'class-validator';
import type { Settings } from '#platform/config/settings.js';
import { SETTINGS } from '#platform/config/settings-token.js';
import { SystemDatabase } from '#platform/database/system-database.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { MailRejectedError } from '#platform/mail/mail-errors.js';
import { Mailer } from '#platform/mail/mailer.js';
import { QUEUES } from '#platform/tasks/queue-catalogue.js';
import { defineTask } from '#platform/tasks/task-definition.js';
import { FatalTaskError } from '#platform/tasks/task-errors.js';
import { HandlesTask, type TaskHandler } from '#platform/tasks/task-handler.js';
import type { TaskRun } from '#platform/tasks/task-run.js';
import { credentialMail } from '../mails/credential-mail.js';
import { CREDENTIAL_MAIL_KINDS, type CredentialMailKind } from '../mails/credential-mail-words.js';
import { OneTimeTokens } from '../model/one-time-tokens.js';

/** With a token it goes where the token is for; otherwise to the address, or else to the user's. Never holds a token itself. */
class MailToSend {
  @IsIn(CREDENTIAL_MAIL_KINDS)
  kind!: CredentialMailKind;

  @IsOptional()
  @IsUUID()
  tokenId?: string;

  @IsOptional()
  @IsUUID()
  userId?: string;

  @IsOptional()
  @IsString()
  email?: string;
}

export const sendMail = defineTask({
  name: 'identity.send-mail',
  label: 'Sends a mail about signing in',
  queue: QUEUES.mailing,
  payload: MailToSend,
  // Longer than the transport waits for its server, so that it is the transport that gives up and says why.
  timeLimit: 90_000,
  retry: { tries: 10, firstDelay: 5_000, longestDelay: 600_000 },
});

/** Where the page is that takes the token. It stands behind `#`, so that no server log and no other page gets to see it. */
const PAGES: Partial<Record<CredentialMailKind, string>> = {
  invitation: '/accept-invitation',
  registration: '/verify-email',
  'email-verification': '/verify-email',
  'email-change': '/verify-email',
  'password-reset': '/reset-password',
};

interface Letter {
  readonly kind: CredentialMailKind;
  readonly to: string;
  readonly token?: string;
  readonly correlationId: string;
}

@HandlesTask(sendMail)
export class SendMailTask implements TaskHandler<typeof sendMail> {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly system: SystemDatabase,
    private readonly tokens: OneTimeTokens,
    private readonly mailer: Mailer,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async run(order: MailToSend, run: TaskRun): Promise<void> {
    const letter = order.tokenId ? await this.#withToken(order.kind, order.tokenId) : await this.#without(order);
    if (!letter) return;
    const page = PAGES[letter.kind];
    const link = letter.token && page && `${this.#publicUrl}${page}#token=${letter.token}`;
    const { kind, to: address, correlationId } = letter;
    try {
      // The task's id, so that a mail that is sent again is the same one.
      await this.mailer.send({ ...credentialMail(kind, { link }), id: run.id, to: { address }, correlationId });
    } catch (error) {
      if (error instanceof MailRejectedError) throw new FatalTaskError(error.message, { cause: error });
      throw error;
    }
  }

  get #publicUrl(): string {
    const { publicUrl, host, port } = this.settings;
    return publicUrl ?? `http://${host}:${port}`;
  }

  /** Whether a registration's address is taken is found out here, where nobody waits for an answer. */
  async #withToken(kind: CredentialMailKind, tokenId: string): Promise<Letter | undefined> {
    const mailed = await this.tenant.write(async (tx) => {
      const token = await this.tokens.toMail(tx, tokenId);
      return token && { ...token, correlationId: tx.context.correlationId };
    });
    if (!mailed) return undefined;
    const { token, email: to, correlationId } = mailed;
    if (kind !== 'registration' || !(await this.#isTaken(to))) return { kind, to, token, correlationId };
    await this.tenant.write((tx) => this.tokens.void(tx, tokenId));
    return { kind: 'already-registered', to, correlationId };
  }

  async #without({ kind, userId, email }: MailToSend): Promise<Letter | undefined> {
    return this.tenant.read(async (tx) => {
      const { correlationId } = tx.context;
      if (email) return { kind, to: email, correlationId };
      const [user] = await tx.query<{ email: string }>('select email from identity.user where id = $1', [
        userId ?? null,
      ]);
      return user && { kind, to: user.email, correlationId };
    });
  }

  async #isTaken(email: string): Promise<boolean> {
    return (await this.system.query('select id from identity.user where email = $1', [email])).length > 0;
  }
}
