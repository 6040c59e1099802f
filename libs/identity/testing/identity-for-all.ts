import { afterAll, beforeAll } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { databaseForAll } from '#test/support/database.js';
import { IdentityApplication } from './identity-application.js';

type Started = Parameters<typeof IdentityApplication.start>[1] & {
  /** The same over again on one database: what one does must hold in the other. */
  readonly processes?: number;
};

interface Identity {
  readonly app: IdentityApplication;
  readonly others: readonly IdentityApplication[];
  readonly accountId: string;
}

/** For a spec file: applications on a database of its own, with one account. @param ready before the first test */
export function identityForAll(ready: (identity: Identity) => unknown, { processes = 1, ...how }: Started = {}): void {
  const database = databaseForAll();
  let running: IdentityApplication[] = [];
  beforeAll(async () => {
    running = await Promise.all(
      Array.from({ length: processes }, () => IdentityApplication.start(database.ownerUrl, how)),
    );
    const [app, ...others] = running as [IdentityApplication, ...IdentityApplication[]];
    await ready({ app, others, accountId: await app.account() });
  });
  afterAll(() => Promise.all(running.map((app) => app.stop())));
}

/** Nobody's yet. */
export const address = (): string => `${newId()}@example.test`;
