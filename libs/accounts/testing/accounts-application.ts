import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { compose } from '#platform/composition/compose.js';
import { readSettings } from '#platform/config/settings.js';
import type { Actor, Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { runInContext } from '#platform/context/request-context.js';
import { PraxisGraphqlModule } from '#platform/graphql/graphql.module.js';
import { installPipeline } from '#platform/http/request-pipeline.js';
import { ServerAdapter } from '#platform/http/server-adapter.js';
import { platformEvents } from '#platform/messaging/platform-events.js';
import { AccountsModule } from '../accounts.module.js';
import { CreateAccount } from '../commands/create-account.js';
import { CreateSite } from '../commands/create-site.js';
import { accountsEvents } from '../contract/index.js';

export interface Answer {
  readonly status: number;
  /** Parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it and fails where it is not as expected
  readonly body: any;
}

/** A running application that consists of nothing but the accounts context. */
export class AccountsApplication {
  private constructor(
    readonly nest: NestFastifyApplication,
    /** Connected as the owner of the tables, whom row-level security does not hold. */
    readonly owner: pg.Client,
  ) {}

  static async start(databaseUrl: string): Promise<AccountsApplication> {
    // Never made: with a secret given and no mail sent, nothing is kept in it.
    const home = join(tmpdir(), `praxis-accounts-${newId()}`);
    const settings = readSettings('api', { PRAXIS_HOME: home, DATABASE_URL: databaseUrl, JWT_SECRET: newId() });
    const types = [accountsEvents, platformEvents].flatMap(({ definitions }) => definitions.map(({ type }) => type));
    const root = compose({
      settings,
      databaseUrl,
      contexts: [AccountsModule],
      wiring: Object.fromEntries(types.map((type) => [type, []])),
      imports: [PraxisGraphqlModule.forRoot()],
    });
    const nest = await NestFactory.create<NestFastifyApplication>(root, new ServerAdapter(), { logger: false });
    // Whoever the header says: this context needs to know who is calling, not how that was found out.
    const authenticate = ({ headers }: { headers: Record<string, unknown> }) =>
      typeof headers['x-test-actor'] === 'string' ? (JSON.parse(headers['x-test-actor']) as Actor) : undefined;
    installPipeline(nest.getHttpAdapter().getInstance(), { authenticate, authenticateToken: () => Promise.reject() });
    await nest.init();
    await nest.getHttpAdapter().getInstance().ready();
    const owner = new pg.Client({ connectionString: databaseUrl });
    await owner.connect();
    return new AccountsApplication(nest, owner);
  }

  async stop(): Promise<void> {
    await this.nest.close();
    await this.owner.end();
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
    const headers = accountId ? { 'x-test-actor': JSON.stringify(actor(accountId, role)) } : {};
    const answer = await this.nest.inject({ method: 'GET', url: `/api/v1/account${path}`, headers });
    return { status: answer.statusCode, body: answer.json() };
  }

  async graphql(query: string, accountId: string): Promise<Answer['body']> {
    const headers = { 'x-test-actor': JSON.stringify(actor(accountId, 'patient')) };
    const answer = await this.nest.inject({ method: 'POST', url: '/graphql', headers, payload: { query } });
    return answer.json();
  }

  /** What happened to an object, oldest first. */
  async eventsOf(targetId: string): Promise<{ type: string; account_id: string; data: unknown }[]> {
    const statement = 'select type, account_id, data from messaging.event where target_id = $1 order by position';
    return (await this.owner.query(statement, [targetId])).rows;
  }
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
