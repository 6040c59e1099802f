import { join } from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type pg from 'pg';
import type { Email } from 'postal-mime';
import type { ProcessRole } from '#platform/config/settings.js';
import type { Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import type { Standing } from '#platform/database/admission.js';
import { StructuredLogger } from '#platform/observability/logger.js';
import { type ContextApplication, startContext } from '#test/support/context-application.js';
import { readMails } from '#test/support/read-mails.js';
import { until } from '#test/support/until.js';
import { RegisterUser } from '../commands/register-user.js';
import { IdentityModule } from '../identity.module.js';
import type { Profile } from '../model/profile.entity.js';
import { accountsStandIn, type StandInAccounts } from './accounts-stand-in.js';
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
    private readonly running: ContextApplication,
    /** What the accounts context would say. */
    readonly accounts: StandInAccounts,
    /** What it logged, at the most talkative level. */
    readonly log: readonly string[],
  ) {}

  /** Several on one database are like several processes, which share the secret. */
  static async start(databaseUrl: string, { role }: { role?: ProcessRole } = {}): Promise<IdentityApplication> {
    const log: string[] = [];
    const logger = new StructuredLogger('trace', { write: (line) => log.push(line) });
    const accounts: StandInAccounts = {
      openForRegistration: new Set(),
      seats: new Map(),
      system: new Set(),
      sites: new Map(),
    };
    const around = [accountsStandIn(accounts)];
    const running = await startContext(databaseUrl, IdentityModule, {
      logger,
      secret: JWT_SECRET,
      others: around,
      role,
    });
    return new IdentityApplication(running, accounts, log);
  }

  stop(): Promise<void> {
    return this.running.stop();
  }

  get nest(): NestFastifyApplication {
    return this.running.nest;
  }

  /** Anybody, without a credential. */
  get nobody(): Caller {
    return new Caller(this.nest);
  }

  /** What was mailed to an address, oldest first; only where tasks run. */
  async mailsTo(address: string): Promise<Email[]> {
    const mails = await readMails(join(this.running.home, 'mail'));
    return mails.filter(({ to }) => to?.some((recipient) => recipient.address === address));
  }

  /** The token in the newest mail to an address with this subject. */
  async mailedToken(address: string, subject: RegExp): Promise<string> {
    return until(`a mail "${subject}" to ${address}`, async () => {
      const found = (await this.mailsTo(address)).filter((mail) => subject.test(mail.subject ?? ''));
      return /#token=([\w-]+)/.exec(found.at(-1)?.text ?? '')?.[1] ?? '';
    });
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

  /** As who manages access would. */
  async grant(to: Member, permission: string, on: Member): Promise<void> {
    await this.sql(
      `insert into platform.object_grant (account_id, subject, permission, object_type, object_id, id)
       values ($1, 'user:' || $2::text, $3, 'user', $4, gen_random_uuid())`,
      [on.accountId, to.id, permission, on.id],
    );
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

  /** Connected as the owner of the tables. */
  get owner(): pg.Client {
    return this.running.owner;
  }

  async sql<T = Record<string, unknown>>(statement: string, values: unknown[] = []): Promise<T[]> {
    const { rows } = await this.running.owner.query(statement, values);
    return rows;
  }
}
