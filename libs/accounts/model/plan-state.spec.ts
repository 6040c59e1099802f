import { describe, expect, it } from 'vitest';
import { ROLES, type Role } from '#platform/context/actor.js';
import { type AccountsApplication, actor, practiceForEach } from '../testing/accounts-application.js';
import { graceEnd, PLAN_STATES, type PlanState, standingAt } from './plan-state.js';

const DAY = 24 * 60 * 60 * 1000;

let app: AccountsApplication;
let accountId: string;
practiceForEach((given) => {
  ({ app, accountId } = given);
});

const put = (path: string, body: object, role: Role) => app.send('PUT', path, actor(accountId, role), { body });
const enter = (state: PlanState) => put('/plan-state', { state }, 'developer');
const standing = async () =>
  (await app.owner.query('select standing from platform.admission where account_id = $1', [accountId])).rows[0]
    .standing;
/** As if the state had begun so many days ago, for those who are let in and for those who look. */
async function daysPass(days: number) {
  const back = `interval '${days} days'`;
  await app.owner.query(`update accounts.account set plan_state_since = plan_state_since - ${back} where id = $1`, [
    accountId,
  ]);
  await app.owner.query(`update platform.admission set active_until = active_until - ${back} where account_id = $1`, [
    accountId,
  ]);
}
const codeFor = async (role: Role, path = '/sites') => {
  const { status, body } = await app.get(path, accountId, role);
  return status === 200 ? 200 : body.error.code;
};

describe('what the state of a plan blocks', () => {
  it.each([
    ['trial', 'active'],
    ['active', 'active'],
    ['past_due', 'active'],
    ['cancelled', 'plan_inactive'],
    ['suspended', 'suspended'],
  ] as const)('%s is %s', (state, expected) => {
    expect(standingAt(new Date(), state, new Date())).toBe(expected);
  });

  it('past due is as cancelled after 14 days, and no other state ends by itself', () => {
    const since = new Date('2026-11-01T10:00:00Z');
    const end = new Date('2026-11-15T10:00:00Z');
    expect(graceEnd('past_due', since)).toEqual(end);
    expect(standingAt(new Date(end.getTime() - 1), 'past_due', since)).toBe('active');
    expect(standingAt(end, 'past_due', since)).toBe('plan_inactive');
    for (const state of PLAN_STATES.filter((each) => each !== 'past_due')) expect(graceEnd(state, since)).toBeNull();
  });

  it('nothing while it is past due, until its grace has ended by the clock of the database', async () => {
    const { body } = await enter('past_due');
    expect(body.data).toMatchObject({ standing: 'active', plan: { state: 'past_due' } });
    expect(Date.parse(body.data.plan.graceEndsAt) - Date.parse(body.data.plan.since)).toBe(14 * DAY);
    await daysPass(13);
    expect(await codeFor('patient')).toBe(200);
    await daysPass(2);
    expect(await codeFor('patient')).toBe('PLAN_INACTIVE');
    expect((await app.get('', accountId, 'owner')).body.data).toMatchObject({ standing: 'plan_inactive' });
  });

  it.each(ROLES)(
    'a cancelled one everything, for a %s, but for managers to see the account and the plans',
    async (role) => {
      await enter('cancelled');
      expect(await codeFor(role)).toBe('PLAN_INACTIVE');
      const seesAccount = ['developer', 'system', 'owner', 'admin'].includes(role);
      expect(await codeFor(role, '')).toBe(seesAccount ? 200 : 'PLAN_INACTIVE');
      expect(await codeFor(role, '/plans')).toBe(seesAccount ? 200 : 'PLAN_INACTIVE');
      const { body } = await app.send('PATCH', '', actor(accountId, 'owner'), { body: { name: 'Still here' } });
      expect(body.error.code).toBe('PLAN_INACTIVE');
    },
  );

  it('a suspended one everything, and only who runs Praxis gets at it', async () => {
    await enter('suspended');
    for (const role of ['owner', 'admin', 'patient'] as const) expect(await codeFor(role, '')).toBe('ACCOUNT_REQUIRED');
    const { body } = await put('/plan', { plan: 'enterprise' }, 'owner');
    expect(body.error.code).toBe('ACCOUNT_REQUIRED');
    expect((await enter('active')).status).toBe(200);
    expect(await codeFor('owner', '')).toBe(200);
  });
});

describe('changing the plan', () => {
  it('is told, with the standing that follows from it, in one', async () => {
    await enter('cancelled');
    expect(await standing()).toBe('plan_inactive');
    expect((await app.eventsOf(accountId)).at(-1)).toMatchObject({
      type: 'account.standing_changed',
      data: { accountId, state: 'cancelled', previousState: 'active', standing: 'plan_inactive' },
    });
  });

  it('lets who had cancelled in again at once, with the payment due', async () => {
    await enter('cancelled');
    const { status, body } = await put('/plan', { plan: 'practice' }, 'owner');
    expect([status, body.data.plan]).toEqual([200, expect.objectContaining({ name: 'practice', state: 'past_due' })]);
    expect(await codeFor('patient')).toBe(200);
    expect((await app.eventsOf(accountId)).slice(-2).map(({ type }) => type)).toEqual([
      'account.plan_changed',
      'account.standing_changed',
    ]);
  });

  it('does not begin the grace of what is past due anew', async () => {
    await enter('past_due');
    await daysPass(15);
    expect((await put('/plan', { plan: 'practice' }, 'owner')).status).toBe(200);
    expect(await codeFor('patient')).toBe('PLAN_INACTIVE');
  });

  it.each(['owner', 'admin', 'editor', 'patient'] as const)('into another state is not for a %s', async (role) => {
    expect((await put('/plan-state', { state: 'active' }, role)).status).toBe(403);
  });

  it('to a smaller one is refused while more is in use', async () => {
    await app.send('POST', '/sites', actor(accountId, 'owner'), { body: { name: 'Hilltop', timeZone: 'UTC' } });
    const { status, body } = await put('/plan', { plan: 'starter' }, 'owner');
    expect([status, body.error.code, body.error.details]).toEqual([
      409,
      'PLAN_LIMIT_CONFLICT',
      { limit: 'sites', allowed: 1, used: 2 },
    ]);
  });
});
