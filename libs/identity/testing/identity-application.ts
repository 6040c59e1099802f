import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { compose } from '#platform/composition/compose.js';
import { readSettings } from '#platform/config/settings.js';
import type { Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import type { Standing } from '#platform/database/admission.js';
import { PraxisGraphqlModule } from '#platform/graphql/graphql.module.js';
import { Authentication } from '#platform/http/authentication.js';
import { installPipeline } from '#platform/http/request-pipeline.js';
import { ServerAdapter } from '#platform/http/server-adapter.js';
import { platformEvents } from '#platform/messaging/platform-events.js';
import { StructuredLogger } from '#platform/observability/logger.js';
import { RegisterUser } from '../commands/register-user.js';
import { identityEvents } from '../contract/index.js';
import { IdentityModule } from '../identity.module.js';
import type { Profile } from '../model/profile.entity.js';
import { Caller } from './caller.js';

export const PASSWORD = 'correct horse';
const JWT_SECRET = 'only for tests, but long enough to be taken';

export interface Member {
  readonly id: string;
  readonly accountId: string;
  readonly email: string;
}

interface NewMember {
  readonly accountId: string;
  readonly email?: string;
  readonly roles?: readonly Role[];
  readonly profile?: Partial<Profile>;
}

/** A running application that consists of nothing but the identity context. */
export class IdentityApplication {
  private constructor(
    readonly nest: NestFastifyApplication,
    /** Connected as the owner of the tables, whom row-level security does not hold. */
    readonly owner: pg.Client,
    /** What it logged, at the most talkative level. */
    readonly log: readonly string[],
  ) {}

  /** Several on one database are like several processes, which share the secret. */
  static async start(databaseUrl: string): Promise<IdentityApplication> {
    // Never made: with a secret given and no mail sent, nothing is kept in it.
    const home = join(tmpdir(), `praxis-identity-${newId()}`);
    const settings = readSettings('api', { PRAXIS_HOME: home, DATABASE_URL: databaseUrl, JWT_SECRET });
    const types = [identityEvents, platformEvents].flatMap(({ definitions }) => definitions.map(({ type }) => type));
    const root = compose({
      settings,
      databaseUrl,
      contexts: [IdentityModule],
      wiring: Object.fromEntries(types.map((type) => [type, []])),
      imports: [PraxisGraphqlModule.forRoot()],
    });
    const log: string[] = [];
    const nest = await NestFactory.create<NestFastifyApplication>(root, new ServerAdapter(), {
      logger: new StructuredLogger('trace', { write: (line) => log.push(line) }),
      abortOnError: false,
    });
    installPipeline(nest.getHttpAdapter().getInstance(), nest.get(Authentication));
    await nest.init();
    await nest.getHttpAdapter().getInstance().ready();
    const owner = new pg.Client({ connectionString: databaseUrl });
    await owner.connect();
    return new IdentityApplication(nest, owner, log);
  }

  async stop(): Promise<void> {
    await this.nest.close();
    await this.owner.end();
  }

  /** Anybody, without a credential. */
  get nobody(): Caller {
    return new Caller(this.nest);
  }

  /** A new account, as the accounts context would have let it in. */
  async account(): Promise<string> {
    const id = newId();
    await this.standing(id, 'active');
    return id;
  }

  async standing(accountId: string, standing: Standing): Promise<void> {
    await this.sql(
      'insert into platform.admission values ($1, $2) on conflict (account_id) do update set standing = excluded.standing',
      [accountId, standing],
    );
  }

  async member(member: NewMember): Promise<Member> {
    const { accountId, email = `${newId()}@example.test`, roles = ['admin'], profile } = member;
    const id = newId();
    const user = { id, accountId, email, roles, profile, password: PASSWORD };
    await this.nest.get(CommandBus).execute(new RegisterUser(user));
    return { id, accountId, email };
  }

  /** A new member who has signed in. */
  async signedIn(member: NewMember): Promise<Caller & { member: Member }> {
    const made = await this.member(member);
    return Object.assign(await this.signIn(made.email), { member: made });
  }

  async signIn(email: string, password = PASSWORD): Promise<Caller> {
    const { body } = await this.nobody.post('/api/v1/auth/login', { email, password });
    return new Caller(this.nest, body.data);
  }

  /** The same credentials, presented here. */
  withTokensOf({ tokens }: Caller): Caller {
    return new Caller(this.nest, tokens);
  }

  /** What happened to somebody, oldest first. */
  async eventsOf(userId: string): Promise<{ type: string; actor_id: string | null; data: unknown }[]> {
    return this.sql(
      `select type, actor_id, data from messaging.event where target_type = 'user' and target_id = $1 order by position`,
      [userId],
    );
  }

  async sql<T = Record<string, unknown>>(statement: string, values: unknown[] = []): Promise<T[]> {
    const { rows } = await this.owner.query(statement, values);
    return rows;
  }
}
