import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, type Practice, practice } from '#test/support/practice.js';

let clinic: Practice;
let admin: Client;
beforeAll(async () => {
  clinic = await practice();
  admin = await clinic.as('admin');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

it('a therapist who is reactivated is booked at once, and takes a seat again', async () => {
  const user = `/api/v1/users/${clinic.id('therapist')}`;
  const book = async (inDays: number) => {
    const { status, body } = await admin.post('/api/v1/therapy-sessions', clinic.booking({ inDays }));
    return [status, body.error?.code];
  };
  const seats = async () => {
    await clinic.settled();
    return (await admin.get('/api/v1/account')).body.data.plan.usage.seats as number;
  };
  expect(await book(40)).toEqual([201, undefined]);
  const before = await seats();
  await admin.delete(user);
  expect(await book(41)).toEqual([422, 'VALIDATION_FAILED']);
  expect(await seats()).toBe(before - 1);
  expect((await admin.post(`${user}/reactivate`)).status).toBe(200);
  expect(await book(42)).toEqual([201, undefined]);
  expect(await seats()).toBe(before);
  const { results } = (await admin.get(`${user}/events`)).body;
  expect(results.map(({ type }: { type: string }) => type)).toEqual(
    expect.arrayContaining(['user.deactivated', 'user.reactivated']),
  );
});
