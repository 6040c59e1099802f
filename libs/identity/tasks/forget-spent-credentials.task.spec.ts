import { expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { type IdentityApplication } from '../testing/identity-application.js';
import { identityForAll } from '../testing/identity-for-all.js';
import { ForgetSpentCredentialsTask } from './forget-spent-credentials.task.js';

let app: IdentityApplication;
let accountId: string;
identityForAll((identity) => {
  ({ app, accountId } = identity);
  app.accounts.openForRegistration.add(accountId);
});

const forget = () => app.nest.get(ForgetSpentCredentialsTask).run();
const rows = async (table: string) => (await app.sql(`select from identity.${table}`)).length;

it('forgets registrations that nobody confirmed, a day after their token', async () => {
  for (const email of ['late@example.test', 'soon@example.test']) {
    const applicant = { account: accountId, email, password: 'a quite different one' };
    expect((await app.nobody.post('/api/v1/auth/register', applicant)).status).toBe(202);
  }
  await app.sql(
    `update identity.one_time_token set expires_at = now() - interval '25 hours' where email = 'late@example.test'`,
  );
  expect(await forget()).toEqual({ forgotten: 1 });
  expect(await app.sql('select email from identity.registration')).toEqual([{ email: 'soon@example.test' }]);
});

it('forgets failures after a day, and where somebody signed in after 90', async () => {
  const { email } = await app.member({ accountId });
  await app.signIn(email);
  await app.nobody.post('/api/v1/auth/login', { email: `${newId()}@example.test`, password: 'wrong' });
  const before = await rows('attempt');
  await forget();
  expect(await rows('attempt')).toBe(before);
  await app.sql(`update identity.attempt set failed_at = failed_at - interval '25 hours'`);
  await forget();
  expect(await rows('attempt')).toBe(1);
  await app.sql(`update identity.attempt set succeeded_at = succeeded_at - interval '91 days'`);
  await forget();
  expect(await rows('attempt')).toBe(0);
});
