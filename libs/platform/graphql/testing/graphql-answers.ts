import { expect } from 'vitest';
import type { Answer, Json } from '#test/support/practice.js';

export const codes = ({ body }: Answer): string[] => body.errors?.map(({ extensions }: Json) => extensions.code) ?? [];

/** Compiled from the second time on: the same must come out each time. */
export async function thrice(ask: () => Promise<Answer>): Promise<Answer> {
  const answers = [await ask(), await ask(), await ask()];
  const stable = answers.map(({ status, body }) => ({
    status,
    data: body.data,
    errors: body.errors?.map(({ extensions: { requestId, timestamp, ...extensions }, ...error }: Json) => ({
      ...error,
      extensions,
    })),
  }));
  for (const each of stable) expect(each).toEqual(stable[0]);
  return answers[2] as Answer;
}

/** Whatever comes in: no 500, and errors of the one shape with nothing of the inside in them. */
export function expectUnified({ status, body, headers }: Answer): void {
  expect(status, JSON.stringify(body)).toBeLessThan(500);
  expect(headers.get('x-request-id')).toBeTruthy();
  for (const error of body.errors ?? []) {
    expect(Object.keys(error.extensions).sort()).toEqual(['code', 'details', 'requestId', 'timestamp']);
    expect(error.extensions.code).toMatch(/^[A-Z_]+$/);
    expect(error.extensions.code).not.toBe('INTERNAL_ERROR');
    expect(error.extensions.requestId).toBe(headers.get('x-request-id'));
    expect(error.message).not.toMatch(/\bat .*:\d+|node_modules/);
  }
}
