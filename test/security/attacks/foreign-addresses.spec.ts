import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, type Practice, practice } from '#test/support/practice.js';
import { PASSWORD } from './people.js';

/** Of one account a minute. */
const LIMIT = 5;
/** That one process works on together. */
const AT_ONCE = 5;
const FOREIGN = ['admin@other.test', 'patient@other.test', 'PATIENT@other.test'];

let clinic: Practice;
let admin: Client;
let stranger: Client;
beforeAll(async () => {
  clinic = await practice({ env: { THROTTLE: 'on' } });
  [admin, stranger] = [await clinic.as('admin'), await clinic.as('otherAdmin')];
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const free = () => `${crypto.randomUUID()}@demo.test`;
const create = (by: Client, email: string) => by.post('/api/v1/users', { email, password: PASSWORD });
const told = ({ status, body }: Answer) => [status, body.error?.code ?? ''];

describe('whether somebody is known at another practice', () => {
  it('is told to an account so often a minute, in the words that tell of its own people, and then of no address', async () => {
    const own = await create(admin, 'patient@demo.test');
    expect(told(own)).toEqual([409, 'USER_EMAIL_CONFLICT']);
    for (let n = 0; n < LIMIT + 2; n++) expect(told(await create(admin, 'jonas@demo.test'))).toEqual(told(own));
    const user = `/api/v1/users/${(await create(admin, free())).body.data.id}`;
    const update = 'mutation ($id: ID!, $email: String!) { updateUser(id: $id, input: { email: $email }) { id } }';
    const guesses = [
      ...FOREIGN.map((email) => create(admin, email)),
      admin.patch(user, { email: FOREIGN[0] }),
      admin.graphql(update, { id: user.split('/').at(-1), email: FOREIGN[1] }),
    ];
    const [first, second, third, changed, mutated] = await Promise.all(guesses);
    const shape = ({ body }: Answer) => ({ ...body.error, timestamp: '', requestId: '' });
    for (const guess of [first, second, third, changed] as Answer[]) {
      expect([guess.status, shape(guess)]).toEqual([409, shape(own)]);
    }
    expect(mutated?.body.errors[0].extensions.code).toBe('USER_EMAIL_CONFLICT');

    for (const email of [FOREIGN[0] as string, free(), 'jonas@demo.test']) {
      const { status, body, headers } = await create(admin, email);
      expect([status, body.error.code]).toEqual([429, 'RATE_LIMITED']);
      expect(Number(headers.get('retry-after'))).toBe(body.error.details.retryAfter);
      expect(told(await admin.patch(user, { email }))).toEqual([429, 'RATE_LIMITED']);
    }
    expect((await admin.patch(user, { profile: { firstName: 'Anna' } })).status).toBe(200);
  });

  it('is told no more often by asking at once', async () => {
    const emails = Array.from({ length: 20 }, () => ['patient@demo.test', free()]).flat();
    const answers = await Promise.all(emails.map((email) => create(stranger, email)));
    const conflicts = answers.filter(({ status }) => status === 409);
    const created = answers.filter(({ status }) => status === 201);
    expect(conflicts).toHaveLength(LIMIT);
    expect(created.length).toBeLessThanOrEqual(LIMIT + 2 * AT_ONCE);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(40 - LIMIT - created.length);
  });
});
