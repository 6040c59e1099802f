import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Actor, Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { runInContext } from '#platform/context/request-context.js';
import { type ContextApplication, startContext } from '#test/support/context-application.js';
import { databaseForAll } from '#test/support/database.js';
import { AccountsModule } from '../accounts.module.js';
import { CreateAccount } from '../commands/create-account.js';
import { CreateSite } from '../commands/create-site.js';
import { StandInIdentity } from './stand-in-identity.js';

export interface Answer {
  readonly status: number;
  /** Parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it and fails where it is not as expected
  readonly body: any;
}

/** A running application that consists of nothing but the accounts context. */
export class AccountsApplication {
  private constructor(private readonly running: ContextApplication) {}

  static async start(databaseUrl: string): Promise<AccountsApplication> {
    // Whoever the header says: this context needs to know who is calling, not how that was found out.
    const authenticate = ({ headers }: { headers: Record<string, unknown> }) =>
      typeof headers['x-test-actor'] === 'string' ? (JSON.parse(headers['x-test-actor']) as Actor) : undefined;
    const authentication = { authenticate, authenticateConnection: () => Promise.reject() };
    return new AccountsApplication(
      await startContext(databaseUrl, AccountsModule, { logger: false, authentication, others: [StandInIdentity] }),
    );
  }

  stop(): Promise<void> {
    return this.running.stop();
  }

  get nest(): NestFastifyApplication {
    return this.running.nest;
  }

  /** Connected as the owner of the tables, whom row-level security does not hold. */
  get owner(): pg.Client {
    return this.running.owner;
  }

  get commands(): CommandBus {
    return this.nest.get(CommandBus);
  }

  /** A new account with a site. */
  async practice(): Promise<{ accountId: string; siteId: string }> {
    const [accountId, siteId] = [newId(), newId()];
    await this.commands.execute(new CreateAccount('Demo Practice', accountId));
    const site = { id: siteId, accountId, name: 'Riverside', timeZone: 'Europe/Vienna', address: 'Quay 1' };
    await this.commands.execute(new CreateSite(site));
    return { accountId, siteId };
  }

  /** Below `/api/v1/account`, as somebody of the account, or nobody. */
  async get(path: string, accountId?: string, role: Role = 'patient'): Promise<Answer> {
    return this.send('GET', path, accountId ? actor(accountId, role) : undefined);
  }

  /** Below `/api/v1/account`. */
  async send(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    as?: Actor,
    { body, headers = {} }: { body?: object; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const credential: Record<string, string> = as ? { 'x-test-actor': JSON.stringify(as) } : {};
    const answer = await this.nest.inject({
      method,
      url: `/api/v1/account${path}`,
      headers: { ...credential, ...headers },
      payload: body,
    });
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
  }

  async graphql(query: string, accountId: string, role: Role = 'patient'): Promise<Answer['body']> {
    const headers = { 'x-test-actor': JSON.stringify(actor(accountId, role)) };
    const answer = await this.nest.inject({ method: 'POST', url: '/graphql', headers, payload: { query } });
    return answer.json();
  }

  /** What happened to an object, oldest first. */
  async eventsOf(targetId: string): Promise<{ type: string; account_id: string; data: unknown }[]> {
    const statement = 'select type, account_id, data from messaging.event where target_id = $1 order by position';
    return (await this.owner.query(statement, [targetId])).rows;
  }
}

/** For a spec file: one application on a database of its own, and for each test a new account with a site. */
export function practiceForEach(
  use: (given: { app: AccountsApplication; accountId: string; siteId: string }) => void,
): void {
  const database = databaseForAll();
  let app: AccountsApplication;
  beforeAll(async () => {
    app = await AccountsApplication.start(database.ownerUrl);
  });
  afterAll(() => app?.stop());
  beforeEach(async () => use({ app, ...(await app.practice()) }));
}

export const actor = (accountId: string, role: Role): Actor => ({
  userId: newId(),
  accountId,
  roles: [role],
  issuedAt: Date.now(),
});

/** As other contexts call a contract: with the account in the ambient context. */
export const within = <T>(accountId: string, work: () => Promise<T>): Promise<T> =>
  runInContext({ requestId: 'test', correlationId: 'test', accountId }, work);
