import { accessEvents } from '#access/contract/index.js';
import {
  accountsEvents,
  type Site,
  SiteDirectory,
  type SiteForUsers,
  SiteNotFoundError,
  type SiteUser,
} from '#accounts/contract/index.js';
import { billingEvents } from '#billing/contract/index.js';
import { identityEvents, PeopleDirectory, type Person } from '#identity/contract/index.js';
import { BoundedContext, type ContextModule } from '#platform/composition/bounded-context.js';
import { type Actor, hasRole } from '#platform/context/actor.js';
import { TokenBook } from '#platform/realtime/testing/token-book.js';
import type { ObjectVisibility } from '#platform/visibility/object-visibility.js';
import { retentionEvents } from '#retention/contract/index.js';
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
  readonly tokens = new TokenBook();
  /** Awaited before it is told who people are. */
  beforePeople: (ids: readonly string[]) => Promise<void> = async () => undefined;
}

/** Contexts that provide what notifications require, and declare the events that it reacts to. */
export function standInContexts(world: World): ContextModule[] {
  class People extends PeopleDirectory {
    override async people(ids: readonly string[]): Promise<Person[]> {
      await world.beforePeople(ids);
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

    override async siteFor(id: string, users: readonly SiteUser[]): Promise<SiteForUsers> {
      return { ...(await this.site(id)), usableBy: users.map((user) => user.id) };
    }

    override async sites(): Promise<Site[]> {
      return [...world.sites.values()];
    }

    override async sitesOf(): Promise<null> {
      return null;
    }
  }

  class SessionVisibility implements ObjectVisibility {
    readonly type = 'therapy_session';

    async visible(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
      const sees = ({ patientId, therapistId }: StandInSession) =>
        hasRole(actor, 'admin') ||
        (hasRole(actor, 'patient') && patientId === actor.userId) ||
        (hasRole(actor, 'therapist') && therapistId === actor.userId);
      return new Set(
        ids.filter((id) => {
          const session = world.sessions.get(id);
          return session && sees(session);
        }),
      );
    }
  }

  @BoundedContext({
    name: 'identity',
    label: 'Identity',
    emits: identityEvents,
    provides: [{ contract: PeopleDirectory, by: People }],
    providers: [world.tokens.provider],
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

  @BoundedContext({ name: 'access', label: 'Access', emits: accessEvents })
  class AccessStandIn {}

  @BoundedContext({ name: 'retention', label: 'Retention', emits: retentionEvents })
  class RetentionStandIn {}

  return [IdentityStandIn, AccountsStandIn, SchedulingStandIn, BillingStandIn, AccessStandIn, RetentionStandIn];
}
