import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SystemDatabase } from '#platform/database/system-database.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { secretHash } from '../model/secret-hash.js';
import { SignIns } from '../model/sign-ins.js';

/** Ends the session of a cookie, whosever it is, for who brings it and has signed in anew. One that is none does no harm. */
export class EndSessionOfCookie extends Command<void> {
  constructor(readonly cookie: string) {
    super();
  }
}

@CommandHandler(EndSessionOfCookie)
export class EndSessionOfCookieHandler implements ICommandHandler<EndSessionOfCookie> {
  constructor(
    private readonly system: SystemDatabase,
    private readonly tenants: TenantDatabase,
    private readonly signIns: SignIns,
  ) {}

  async execute({ cookie }: EndSessionOfCookie): Promise<void> {
    const [session] = await this.system.query<{ id: string; accountId: string }>(
      `select id, account_id as "accountId" from identity.sign_in
       where kind = 'cookie' and token_hash = $1 and ended_at is null`,
      [secretHash(cookie)],
    );
    if (!session) return;
    await this.tenants.forAccount(session.accountId).write((tx) => this.signIns.end(tx, session.id, 'replaced'));
  }
}
