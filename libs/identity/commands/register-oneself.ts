import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccountDirectory, AccountNotFoundError } from '#accounts/contract/index.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { TaskOutbox } from '#platform/tasks/task-outbox.js';
import { RegistrationClosedError } from '../model/credential-errors.js';
import { foldEmail } from '../model/email-address.js';
import { OneTimeTokens } from '../model/one-time-tokens.js';
import { PasswordPolicy } from '../model/password-policy.js';
import { hashPassword } from '../model/passwords.js';
import type { Profile } from '../model/profile.entity.js';
import { addRegistration } from '../model/registrations.js';
import { User } from '../model/user.entity.js';
import { sendMail } from '../tasks/send-mail.task.js';

export interface Applicant {
  /** Id or short name. */
  readonly account: string;
  readonly email: string;
  readonly password: string;
  readonly profile?: Partial<Profile>;
}

/**
 * Keeps who wants to become a patient until they confirm their address; {@link VerifyEmail} makes the user. Nothing here
 * depends on whether the address is taken: the task that mails finds out, and mails something else then.
 */
export class RegisterOneself extends Command<void> {
  constructor(readonly applicant: Applicant) {
    super();
  }
}

@CommandHandler(RegisterOneself)
export class RegisterOneselfHandler implements ICommandHandler<RegisterOneself> {
  constructor(
    private readonly accounts: AccountDirectory,
    private readonly tenants: TenantDatabase,
    private readonly tokens: OneTimeTokens,
    private readonly outbox: TaskOutbox,
    private readonly passwords: PasswordPolicy,
  ) {}

  /** @throws RegistrationClosedError, ValidationError */
  async execute({ applicant: { account, password, profile = {}, ...rest } }: RegisterOneself): Promise<void> {
    const accountId = await this.#openAccount(account);
    const email = foldEmail(rest.email);
    this.passwords.assertGood(password, { email, profile });
    // Only to find out now what would be refused later.
    User.register({ accountId, email, profile }, new Date());
    const passwordHash = await hashPassword(password);
    await this.tenants.forAccount(accountId).write(async (tx) => {
      const { id } = await this.tokens.prepare(tx, { purpose: 'registration', email });
      await addRegistration(tx, { id, email, passwordHash, profile });
      await this.outbox.add(tx, sendMail, { kind: 'registration', tokenId: id });
    });
  }

  async #openAccount(idOrSlug: string): Promise<string> {
    try {
      const { id, selfRegistration } = await this.accounts.account(idOrSlug);
      if (selfRegistration) return id;
    } catch (error) {
      if (!(error instanceof AccountNotFoundError)) throw error;
    }
    throw new RegistrationClosedError();
  }
}
