import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SystemDatabase } from '#platform/database/system-database.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { foldEmail } from '../model/email-address.js';
import { WrongCredentialsError } from '../model/identity-errors.js';
import { passwordMatches } from '../model/passwords.js';
import { type Credentials, SignIns } from '../model/sign-ins.js';

export class SignIn extends Command<Credentials> {
  constructor(
    readonly email: string,
    readonly password: string,
  ) {
    super();
  }
}

interface Candidate {
  readonly id: string;
  readonly accountId: string;
  readonly passwordHash: string;
}

@CommandHandler(SignIn)
export class SignInHandler implements ICommandHandler<SignIn> {
  constructor(
    private readonly system: SystemDatabase,
    private readonly tenants: TenantDatabase,
    private readonly signIns: SignIns,
  ) {}

  /** Whatever is wrong, the same work is done before the same error: one look-up and one hash. */
  async execute({ email, password }: SignIn): Promise<Credentials> {
    const [candidate] = await this.system.query<Candidate>(
      `select id, account_id as "accountId", password_hash as "passwordHash" from identity.user where email = $1 and active`,
      [foldEmail(email)],
    );
    const matches = await passwordMatches(candidate?.passwordHash, password);
    if (!candidate || !matches) throw new WrongCredentialsError();
    const credentials = await this.tenants
      .forAccount(candidate.accountId)
      .write((tx) => this.signIns.open(tx, candidate.id));
    if (!credentials) throw new WrongCredentialsError();
    return credentials;
  }
}
