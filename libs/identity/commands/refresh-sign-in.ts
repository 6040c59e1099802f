import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { SignInEndedError } from '../model/identity-errors.js';
import { RefreshTokens } from '../model/refresh-tokens.js';
import { type Credentials, SignIns } from '../model/sign-ins.js';

export class RefreshSignIn extends Command<Credentials> {
  constructor(readonly refreshToken: string) {
    super();
  }
}

@CommandHandler(RefreshSignIn)
export class RefreshSignInHandler implements ICommandHandler<RefreshSignIn> {
  constructor(
    private readonly tenants: TenantDatabase,
    private readonly tokens: RefreshTokens,
    private readonly signIns: SignIns,
  ) {}

  /** @throws SignInEndedError after the transaction, which holds the end of a sign-in whose token was used twice */
  async execute({ refreshToken }: RefreshSignIn): Promise<Credentials> {
    const presented = await this.tokens.read(refreshToken);
    const credentials = await this.tenants
      .forAccount(presented.accountId)
      .write((tx) => this.signIns.rotate(tx, presented));
    if (!credentials) throw new SignInEndedError();
    return credentials;
  }
}
