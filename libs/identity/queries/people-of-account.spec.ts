import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor, Role } from '#platform/context/actor.js';
import { newId } from '#platform/context/ids.js';
import { runInContext } from '#platform/context/request-context.js';
import { VisibilityRegistry } from '#platform/visibility/object-visibility.js';
import { databaseForAll } from '#test/support/database.js';
import { IdentityApplication, type Member } from '../testing/identity-application.js';
import { PeopleOfAccount } from './people-of-account.js';

const database = databaseForAll();
let app: IdentityApplication;
let people: PeopleOfAccount;
let accountId: string;
let anna: Member;
let bert: Member;
let stranger: Member;

beforeAll(async () => {
  app = await IdentityApplication.start(database.ownerUrl);
  people = app.nest.get(PeopleOfAccount, { strict: false });
  accountId = await app.account();
  anna = await app.member({
    accountId,
    roles: ['therapist'],
    profile: { firstName: 'Anna', lastName: 'Arzt', birthDate: '1980-01-01', profilePicture: '/anna.png' },
  });
  bert = await app.member({ accountId, roles: ['patient', 'therapist'] });
  stranger = await app.member({ accountId: await app.account(), roles: ['therapist'] });
});
afterAll(() => app.stop());

const within = <T>(account: string, work: () => Promise<T>) =>
  runInContext({ requestId: 'test', correlationId: 'test', accountId: account }, work);
const idsOf = (found: readonly { id: string }[]) => found.map(({ id }) => id);

describe('the directory of people', () => {
  it('tells what others may know', async () => {
    const [person] = await within(accountId, () => people.people([anna.id]));
    expect(person).toEqual({
      id: anna.id,
      email: anna.email,
      firstName: 'Anna',
      lastName: 'Arzt',
      displayName: 'Anna Arzt',
      profilePicture: '/anna.png',
      roles: ['therapist'],
      active: true,
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      updatedAt: person?.createdAt,
    });
  });

  it('calls somebody without a name by the address', async () => {
    const [person] = await within(accountId, () => people.people([bert.id]));
    expect(person?.displayName).toBe(bert.email);
  });

  it('leaves out unknown people and those of other accounts', async () => {
    const found = await within(accountId, () => people.people([anna.id, newId(), stranger.id, anna.id]));
    expect(idsOf(found)).toEqual([anna.id]);
    expect(await within(accountId, () => people.people([]))).toEqual([]);
  });

  it('finds the active people with a role', async () => {
    expect(idsOf(await within(accountId, () => people.peopleWithRole('therapist')))).toEqual([bert.id, anna.id]);
    expect(idsOf(await within(accountId, () => people.peopleWithRole('patient')))).toEqual([bert.id]);
    const gone = await app.member({ accountId, roles: ['editor'] });
    await app.sql('update identity.user set active = false where id = $1', [gone.id]);
    expect(await within(accountId, () => people.peopleWithRole('editor'))).toEqual([]);
  });

  it('is closed outside any account', async () => {
    await expect(people.people([anna.id])).rejects.toThrow('outside any tenant');
  });
});

describe('users as objects', () => {
  const canSee = (who: Member, role: Role, id: string) => {
    const actor: Actor = { userId: who.id, accountId: who.accountId, roles: [role] };
    return app.nest.get(VisibilityRegistry).canSee(actor, { type: 'user', id });
  };

  it('are seen by staff, and by patients if it is themselves', async () => {
    expect(await canSee(anna, 'therapist', bert.id)).toBe(true);
    expect(await canSee(bert, 'patient', bert.id)).toBe(true);
    expect(await canSee(bert, 'patient', anna.id)).toBe(false);
  });

  it('are not seen from another account, nor when there are none', async () => {
    expect(await canSee(stranger, 'owner', anna.id)).toBe(false);
    expect(await canSee(anna, 'owner', newId())).toBe(false);
    expect(await canSee(anna, 'owner', 'no id')).toBe(false);
  });
});
