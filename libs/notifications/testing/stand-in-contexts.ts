import { accountsEvents, type Site, SiteDirectory, SiteNotFoundError } from '#accounts/contract/index.js';
import { billingEvents } from '#billing/contract/index.js';
import { identityEvents, PeopleDirectory, type Person } from '#identity/contract/index.js';
import { BoundedContext, type ContextModule } from '#platform/composition/bounded-context.js';
import { type Actor, hasRole } from '#platform/context/actor.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { UnauthenticatedError } from '#platform/errors/application-error.js';
import { Authentication, type TokenHolder } from '#platform/http/authentication.js';
import type { ObjectVisibility } from '#platform/visibility/object-visibility.js';
import { schedulingEvents } from '#scheduling/contract/index.js';

interface StandInSession {
  readonly patientId: string;
  readonly therapistId: string;
}

/** What the contexts around notifications know, as the test says. */
export class World {
  readonly people = new Map<string, Person>();
  readonly sites = new Map<string, Site>();
  readonly sessions = new Map<string, StandInSession>();
  readonly tokens = new Map<string, TokenHolder>();
}

/** Contexts that provide what notifications require, and declare the events that it reacts to. */
export function standInContexts(world: World): ContextModule[] {
  class People extends PeopleDirectory {
    override async people(ids: readonly string[]): Promise<Person[]> {
      return ids.flatMap((id) => world.people.get(id) ?? []);
    }

    override async peopleWithRole(): Promise<Person[]> {
      return [...world.people.values()];
    }
  }

  class Sites extends SiteDirectory {
    override async site(id: string): Promise<Site> {
      const site = world.sites.get(id);
      if (!site) throw new SiteNotFoundError(id);
      return site;
    }

    override async sites(): Promise<Site[]> {
      return [...world.sites.values()];
    }
  }

  class SessionVisibility implements ObjectVisibility {
    readonly type = 'therapy_session';

    async visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
      const sees = ({ patientId, therapistId }: StandInSession) =>
        hasRole(actor, 'admin') || [patientId, therapistId].includes(actor.userId);
      return new Set(
        ids.filter((id) => {
          const session = world.sessions.get(id);
          return session && sees(session);
        }),
      );
    }
  }

  class Tokens extends Authentication {
    constructor(private readonly database: TenantDatabase) {
      super();
    }

    override authenticate({ headers }: { headers: { authorization?: string } }): Actor | undefined {
      if (!headers.authorization) return undefined;
      return this.#holder(headers.authorization.replace('Bearer ', ''));
    }

    override async authenticateToken(token: string): Promise<TokenHolder> {
      const holder = this.#holder(token);
      return this.database.forAccount(holder.accountId, { actor: holder }).readTogether(async () => holder);
    }

    #holder(token: string): TokenHolder {
      const holder = world.tokens.get(token);
      if (!holder || holder.expiresAt <= Date.now()) throw new UnauthenticatedError();
      return holder;
    }
  }

  @BoundedContext({
    name: 'identity',
    label: 'Identity',
    emits: identityEvents,
    provides: [{ contract: PeopleDirectory, by: People }],
    providers: [
      {
        provide: Authentication,
        inject: [TenantDatabase],
        useFactory: (database: TenantDatabase) => new Tokens(database),
      },
    ],
  })
  class IdentityStandIn {}

  @BoundedContext({
    name: 'accounts',
    label: 'Accounts',
    emits: accountsEvents,
    provides: [{ contract: SiteDirectory, by: Sites }],
  })
  class AccountsStandIn {}

  @BoundedContext({
    name: 'scheduling',
    label: 'Scheduling',
    emits: schedulingEvents,
    visibilities: [SessionVisibility],
  })
  class SchedulingStandIn {}

  @BoundedContext({ name: 'billing', label: 'Billing', emits: billingEvents })
  class BillingStandIn {}

  return [IdentityStandIn, AccountsStandIn, SchedulingStandIn, BillingStandIn];
}
