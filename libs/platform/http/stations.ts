import type { INestApplicationContext, Type } from '@nestjs/common';
import { Idempotency } from '../idempotency/idempotency.js';
import { ResourceReports } from '../observability/resource-reports.js';
import { Throttle } from '../throttling/throttle.js';
import { AccountContext, OwnAccount, PlaceFinder } from './account-context.js';
import { AccountStanding } from './account-standing.js';

/** What stands along the way of a request besides authentication. One that is left out is passed by. */
export interface Stations {
  readonly accountContext?: AccountContext;
  readonly standing?: AccountStanding;
  readonly throttle?: Throttle;
  readonly idempotency?: Idempotency;
  readonly reports?: ResourceReports;
}

/** Those of an application. */
export function stationsOf(app: INestApplicationContext): Stations {
  return {
    accountContext: found(app, AccountContext) ?? new OwnAccount(found(app, PlaceFinder)),
    standing: app.get(AccountStanding),
    throttle: app.get(Throttle),
    idempotency: app.get(Idempotency),
    reports: app.get(ResourceReports),
  };
}

/** A process without the context that provides it has none. */
export function found<T extends object>(
  app: Pick<INestApplicationContext, 'get'>,
  type: abstract new (...args: never[]) => T,
): T | undefined {
  try {
    return app.get(type as Type<T>, { strict: false });
  } catch (error) {
    if ((error as Error).constructor.name === 'UnknownElementException') return undefined;
    throw error;
  }
}
