import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Json, type Practice, practice } from '#test/support/practice.js';

let house: Practice;

beforeAll(async () => {
  house = await practice();
});
afterAll(() => house?.[Symbol.asyncDispose]());

describe('GET /api/v1/system/task-types', () => {
  it('tells of each task type its queue and worker class, its time limit and how it is tried again, in ms', async () => {
    const { body } = await (await house.as('admin')).get('/api/v1/system/task-types');
    expect(body.results.find(({ name }: Json) => name === 'notifications.send-mail')).toEqual({
      name: 'notifications.send-mail',
      label: expect.any(String),
      queue: 'mailing',
      workerClass: 'C',
      timeLimit: expect.any(Number),
      retry: { tries: 10, backoff: 5_000, maxBackoff: 600_000 },
    });
  });
});
