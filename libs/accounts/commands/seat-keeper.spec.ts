import { describe, expect, it } from 'vitest';
import type { Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { TenantDatabase } from '#platform/database/tenant-database.js';
import { PlanLimitConflictError } from '../model/accounts-errors.js';
import { SeatMembersWhenUsersChange } from '../reactions/seat-members-when-users-change.js';
import { type AccountsApplication, actor, practiceForEach } from '../testing/accounts-application.js';
import { CreateAccount } from './create-account.js';
import { SeatKeeper } from './seat-keeper.js';

/** The starter plan has three seats. */
const SEATS = 3;

let app: AccountsApplication;
let accountId: string;
practiceForEach((given) => {
  ({ app } = given);
});

async function starter() {
  accountId = newId();
  await app.commands.execute(new CreateAccount('Small', accountId, { plan: 'starter' }));
}
const seats = () => app.nest.get(SeatKeeper, { strict: false });
const reserve = (userId = newId(), roles: readonly Role[] = ['therapist']) => seats().reserve(accountId, userId, roles);
const fill = () => Promise.all(Array.from({ length: SEATS }, () => reserve()));
const used = async () => (await app.get('', accountId, 'owner')).body.data.plan.usage.seats;
/** As the relay hands over an event of a user. */
const happens = (
  type: string,
  data: { userId: string; roles?: readonly string[] },
  timestamp = new Date().toISOString(),
) =>
  app.nest
    .get(TenantDatabase)
    .forAccount(accountId)
    .write((tx) =>
      app.nest.get(SeatMembersWhenUsersChange, { strict: false }).react({ type, timestamp, data } as never, tx),
    );
const lapse = () =>
  app.owner.query(`update accounts.member set reserved_until = now() - interval '1 second' where account_id = $1`, [
    accountId,
  ]);

describe('seats of a plan', () => {
  it('are never more than it allows, however many ask at once', async () => {
    await starter();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => reserve()));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(SEATS);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(PlanLimitConflictError);
    }
    expect(await used()).toBe(SEATS);
  });

  it('are not needed by patients', async () => {
    await starter();
    await fill();
    await expect(reserve(newId(), ['patient'])).resolves.toBeUndefined();
    await expect(reserve(newId(), ['patient', 'viewer'])).rejects.toThrow(PlanLimitConflictError);
  });

  it('are one for one user, however often it is asked for', async () => {
    await starter();
    const userId = newId();
    for (let time = 0; time < SEATS + 1; time += 1) await reserve(userId);
    expect(await used()).toBe(1);
  });

  it('are given back for who was not made, and free again when nobody says what became of it', async () => {
    await starter();
    const userId = newId();
    await reserve(userId);
    await fill().catch(() => undefined);
    await seats().release(accountId, userId);
    expect(await used()).toBe(SEATS - 1);
    await lapse();
    expect(await used()).toBe(0);
  });

  it('are kept for who was made, until they leave', async () => {
    await starter();
    const userId = newId();
    await reserve(userId);
    await happens('user.created', { userId, roles: ['therapist'] });
    await lapse();
    expect(await used()).toBe(1);
    await happens('user.deactivated', { userId });
    expect(await used()).toBe(0);
  });

  it('are taken again by who comes back, also when their leaving is told only after a seat was kept', async () => {
    await starter();
    const userId = newId();
    const [joining, leaving] = [2_000, 1_000].map((ago) => new Date(Date.now() - ago).toISOString());
    await happens('user.created', { userId, roles: ['therapist'] }, joining);
    await reserve(userId);
    await happens('user.deactivated', { userId }, leaving);
    expect(await used()).toBe(1);
    await happens('user.reactivated', { userId, roles: ['therapist'] });
    await lapse();
    expect(await used()).toBe(1);
    await happens('user.deactivated', { userId });
    await happens('user.reactivated', { userId, roles: ['patient'] });
    expect(await used()).toBe(0);
  });

  it('follow the roles of a user', async () => {
    await starter();
    const userId = newId();
    await happens('user.registered', { userId, roles: ['patient'] });
    expect(await used()).toBe(0);
    await happens('user.updated', { userId, roles: ['patient', 'editor'] });
    expect(await used()).toBe(1);
    await happens('user.updated', { userId });
    expect(await used()).toBe(1);
    await happens('user.updated', { userId, roles: ['patient'] });
    expect(await used()).toBe(0);
  });

  it('are not taken again by an old event that is replayed', async () => {
    await starter();
    const userId = newId();
    const before = new Date(Date.now() - 1000).toISOString();
    await happens('user.deactivated', { userId });
    await happens('user.created', { userId, roles: ['therapist'] }, before);
    expect(await used()).toBe(0);
  });

  it('keep an account from a plan with fewer', async () => {
    await starter();
    const choose = (plan: string) => app.send('PUT', '/plan', actor(accountId, 'owner'), { body: { plan } });
    await choose('practice');
    await Promise.all(Array.from({ length: SEATS + 1 }, () => reserve()));
    const { body } = await choose('starter');
    expect(body.error).toMatchObject({ code: 'PLAN_LIMIT_CONFLICT', details: { limit: 'seats', allowed: 3, used: 4 } });
  });
});
