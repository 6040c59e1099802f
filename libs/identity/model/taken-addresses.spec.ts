import { expect, it } from 'vitest';
import type { IdentityApplication } from '../testing/identity-application.js';
import { address, identityForAll } from '../testing/identity-for-all.js';
import { TakenAddresses } from './taken-addresses.js';

let app: IdentityApplication;
let accountId: string;
let other: string;
identityForAll(async (identity) => {
  ({ app, accountId } = identity);
  other = await app.account();
});

it('addresses of an account are written a few at a time, whoever fails, and those of another meanwhile', async () => {
  const addresses = app.nest.get(TakenAddresses);
  const actor = { userId: 'somebody', accountId, roles: [] };
  let [underWay, most, done] = [0, 0, 0];
  const write = async (n: number) => {
    most = Math.max(most, ++underWay);
    // Meanwhile all that may begin does.
    await new Promise(setImmediate);
    underWay -= 1;
    done += 1;
    if (n % 3 === 0) throw new Error('refused');
  };
  const writing = Promise.allSettled(
    Array.from({ length: 30 }, (_, n) => addresses.write(actor, address(), () => write(n))),
  );
  await addresses.write({ ...actor, accountId: other }, address(), async () => expect(done).toBeLessThan(30));
  const outcomes = await writing;
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
  expect([most, done]).toEqual([5, 30]);
});
