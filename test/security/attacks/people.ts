import { expect } from 'vitest';
import type { Role } from '#platform/context/actor.js';
import type { Json, Practice } from '#test/support/practice.js';
import { send } from './wire.js';

export const PASSWORD = 'nobody guesses this one';

export interface Person {
  readonly id: string;
  readonly email: string;
}

/** A new user of the demo practice, made by its administrator. */
export async function newPerson(clinic: Practice, ...roles: Role[]): Promise<Person> {
  const admin = await clinic.as('admin');
  const email = `${crypto.randomUUID()}@demo.test`;
  const { body, status } = await admin.post('/api/v1/users', { email, password: PASSWORD, roles });
  expect([status, body.error]).toEqual([201, undefined]);
  return { id: body.data.id, email };
}

/** What signing in answers with. */
export async function signIn({ url }: Practice, email: string, change: object = {}): Promise<Json> {
  const { body, status, headers } = await send(url, 'POST', '/api/v1/auth/login', {
    body: { email, password: PASSWORD, ...change },
  });
  expect([status, body.error]).toEqual([200, undefined]);
  return { ...body.data, cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
}
