import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sites } from '#apps/standalone/demo-practice.js';
import { newId } from '#platform/context/ids.js';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';

const { accountId } = sites[0];
/** Of the starter plan. */
const ALLOWED = 5 * 1024 ** 3;

let clinic: Practice;
let admin: Client;
let patient: Client;
beforeAll(async () => {
  clinic = await practice();
  [admin, patient] = await Promise.all([clinic.as('admin'), clinic.as('patient')]);
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

beforeEach(async () => {
  for (const name of ['patient', 'jonas'] as const) await admin.delete(pictureOf(clinic.id(name)));
  await clinic.settled();
  await clinic.owner.query(`delete from accounts.stored_object where kind = 'document'`);
  await clinic.owner.query(`update accounts.account set plan = 'starter' where id = $1`, [accountId]);
});

const pictureOf = (id: string) => `/api/v1/users/${id}/picture`;
/** Of noise, which no format makes smaller. */
const picture = (side: number) =>
  sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
async function put(as: Client, id: string, side: number | Buffer): Promise<{ status: number; body: Json }> {
  const headers = { authorization: `Bearer ${as.token}`, 'content-type': 'image/png' };
  const body = new Uint8Array(typeof side === 'number' ? await picture(side) : side);
  const answer = await fetch(new URL(pictureOf(id), clinic.url), { method: 'PUT', headers, body });
  return { status: answer.status, body: await answer.json() };
}
const used = async (): Promise<number> => (await admin.get('/api/v1/account')).body.data.plan.usage.storageBytes;
const stored = async (): Promise<number> =>
  Number(
    (await clinic.owner.query('select coalesce(sum(length(bytes)), 0) as bytes from identity.picture')).rows[0].bytes,
  );
/** Leaves so many bytes, taking up the rest with something else. */
const leave = (bytes: number) =>
  clinic.owner.query(`insert into accounts.stored_object values ($1, 'document', $2, $3, now())`, [
    accountId,
    newId(),
    ALLOWED - bytes,
  ]);
const takings = async () => (await clinic.owner.query('select from accounts.storage_taking')).rowCount;

describe('profile pictures', () => {
  it('count towards the storage of the plan as they are kept: set, replaced and taken away', async () => {
    const id = clinic.id('patient');
    expect((await put(patient, id, 100)).status).toBe(200);
    expect(await used()).toBe(await stored());
    await clinic.settled();
    expect([await used(), await takings()]).toEqual([await stored(), 0]);
    const before = await used();
    expect(before).toBeGreaterThan(30_000);
    expect((await put(patient, id, 20)).status).toBe(200);
    await clinic.settled();
    expect(await used()).toBe(await stored());
    expect(await used()).toBeLessThan(before);
    await patient.delete(pictureOf(id));
    await clinic.settled();
    expect([await used(), await stored(), await takings()]).toEqual([0, 0, 0]);
  });

  it('are refused when there is no room, over REST and GraphQL, and nothing is kept of them', async () => {
    await leave(1_000);
    const id = clinic.id('patient');
    const details = { limit: 'storageBytes', allowed: ALLOWED, used: ALLOWED - 1_000 };
    const { status, body } = await put(patient, id, 100);
    expect([status, body.error]).toMatchObject([409, { code: 'PLAN_LIMIT_CONFLICT', details }]);
    const mutation =
      'mutation ($id: ID!, $content: String!) { setProfilePicture(id: $id, input: { content: $content }) { id } }';
    const content = (await picture(100)).toString('base64');
    const { errors } = (await patient.graphql(mutation, { id, content })).body;
    expect(errors[0].extensions).toMatchObject({ code: 'PLAN_LIMIT_CONFLICT', details });
    expect([await used(), await stored(), await takings()]).toEqual([ALLOWED - 1_000, 0, 0]);
  });

  it('of two who ask for the last room at once, are one', async () => {
    await leave(50_000);
    const answers = await Promise.all([
      put(patient, clinic.id('patient'), 100),
      put(await clinic.as('jonas'), clinic.id('jonas'), 100),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('take no room where they are refused for another reason, or are the same as before', async () => {
    expect((await put(await clinic.as('jonas'), clinic.id('patient'), 50)).status).toBe(404);
    expect((await put(patient, newId(), 50)).status).toBe(404);
    expect([await used(), await takings()]).toEqual([0, 0]);
    const same = await picture(50);
    await put(patient, clinic.id('patient'), same);
    await clinic.settled();
    const once = await used();
    expect((await put(patient, clinic.id('patient'), same)).status).toBe(200);
    expect([await used(), await takings()]).toEqual([once, 0]);
  });

  it('give their room back when the profile is emptied of them', async () => {
    const id = clinic.id('patient');
    expect((await put(patient, id, 100)).status).toBe(200);
    await clinic.settled();
    expect(await used()).toBeGreaterThan(30_000);
    await patient.patch(`/api/v1/users/${id}`, { profile: { profilePicture: null } });
    await clinic.settled();
    expect([await used(), await stored()]).toEqual([0, 0]);
  });

  it('are counted until they are gone, also when the profile names another address or the user has left', async () => {
    const { body } = await admin.post('/api/v1/users', {
      email: `${newId()}@demo.test`,
      password: 'nobody guesses this one',
      roles: ['patient'],
    });
    const { id } = body.data;
    expect((await put(admin, id, 50)).status).toBe(200);
    await admin.patch(`/api/v1/users/${id}`, { profile: { profilePicture: 'https://elsewhere.test/me.png' } });
    expect((await admin.delete(`/api/v1/users/${id}`)).status).toBe(200);
    await clinic.settled();
    expect(await used()).toBe(await stored());
    expect(await used()).toBeGreaterThan(1_000);
    expect((await admin.delete(pictureOf(id))).status).toBe(200);
    await clinic.settled();
    expect([await used(), await stored()]).toEqual([0, 0]);
  });
});
