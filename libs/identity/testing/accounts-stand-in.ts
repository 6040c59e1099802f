import {
  AccountDirectory,
  type AccountFacts,
  FEATURES,
  RequestPlaces,
  Seats,
  type Site,
  SiteDirectory,
  type SiteForUsers,
  SiteNotFoundError,
  StorageAllowance,
} from '#accounts/contract/index.js';
import { BoundedContext, type ContextModule } from '#platform/composition/bounded-context.js';
import type { Actor, Role } from '#platform/context/actor.js';
import { ConflictError } from '#platform/errors/application-error.js';
import type { RequestedPlace } from '#platform/http/account-context.js';
import type { ThrottleLimits } from '#platform/throttling/throttle-scopes.js';

/** What the accounts context knows, as the test says. */
export interface StandInAccounts {
  /** Ids of accounts in which people may register themselves. */
  readonly openForRegistration: Set<string>;
  /** Account → how many seats are left; unlimited for those not named. */
  readonly seats: Map<string, number>;
  /** What happens while a seat is asked for. */
  meanwhile?: (roles: readonly Role[]) => Promise<unknown>;
  /** Ids of accounts that the installation itself works in. */
  readonly system: Set<string>;
  readonly sites: Map<string, Site>;
}

class NoSeatLeft extends ConflictError {
  constructor() {
    super('PLAN_LIMIT_CONFLICT', 'No seat is left.');
  }
}

export function accountsStandIn(accounts: StandInAccounts): ContextModule {
  const { openForRegistration, seats, system, sites } = accounts;

  class Directory extends AccountDirectory {
    override async account(id: string): Promise<AccountFacts> {
      const facts: Partial<AccountFacts> = { id, plan: 'self_hosted', features: FEATURES, system: system.has(id) };
      return { ...facts, selfRegistration: openForRegistration.has(id) } as AccountFacts;
    }
  }

  class Register extends Seats {
    override async reserve(accountId: string, _userId: string, roles: readonly Role[]): Promise<void> {
      await accounts.meanwhile?.(roles);
      const left = seats.get(accountId);
      if (left === undefined) return;
      if (left === 0) throw new NoSeatLeft();
      seats.set(accountId, left - 1);
    }

    override async release(accountId: string): Promise<void> {
      const left = seats.get(accountId);
      if (left !== undefined) seats.set(accountId, left + 1);
    }
  }

  class Storage extends StorageAllowance {
    override async take(): Promise<void> {}
    override async release(): Promise<void> {}
  }

  class Places extends RequestPlaces {
    override async find({ accountId }: Actor): Promise<RequestedPlace> {
      return { accountId };
    }

    override async limitsOf(): Promise<ThrottleLimits> {
      return {};
    }
  }

  class Sites extends SiteDirectory {
    override async site(id: string): Promise<Site> {
      const site = sites.get(id);
      if (!site) throw new SiteNotFoundError(id);
      return site;
    }

    override async siteFor(id: string, users: readonly { id: string }[]): Promise<SiteForUsers> {
      return { ...(await this.site(id)), usableBy: users.map((user) => user.id) };
    }

    override async sites(): Promise<Site[]> {
      return [...sites.values()];
    }

    override async sitesOf(): Promise<null> {
      return null;
    }
  }

  @BoundedContext({
    name: 'accounts',
    label: 'Accounts',
    provides: [
      { contract: AccountDirectory, by: Directory },
      { contract: Seats, by: Register },
      { contract: SiteDirectory, by: Sites },
      { contract: StorageAllowance, by: Storage },
      { contract: RequestPlaces, by: Places },
    ],
  })
  class AccountsStandIn {}
  return AccountsStandIn;
}
