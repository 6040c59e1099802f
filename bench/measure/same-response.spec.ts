import { describe, expect, test } from 'vitest';
import { requireSame, withoutIdentity, withoutRequestMarks } from './same-response.js';

const ID = '019a9e2c-1b7e-7c3a-8d21-5f0c9b6a1e01';
const OTHER = '019a9e2c-1b7e-7c3a-8d21-5f0c9b6a1e02';

describe('comparing the answers of two sides', () => {
  test('leaves out what marks the request', () => {
    const answer = (requestId: string, cursor: string) => ({
      results: [{ id: ID }],
      next: `/list?cursor=${cursor}`,
      requestId,
    });
    requireSame(withoutRequestMarks(answer('req_1', 'abc')), withoutRequestMarks(answer('req_2', 'xyz')));
  });

  test('sees another row, another field, and a page that has no next one', () => {
    const answer = { results: [{ id: ID, notes: null }], next: '/list?cursor=abc' };
    for (const different of [
      { ...answer, results: [{ id: OTHER, notes: null }] },
      { ...answer, results: [{ id: ID }] },
      { ...answer, next: null },
    ]) {
      expect(() => requireSame(withoutRequestMarks(answer), withoutRequestMarks(different))).toThrow(
        'first difference',
      );
    }
  });

  test('takes two new things for the same when they differ only in identity', () => {
    const made = (id: string, at: string, status: string) => ({ data: { id, at, status, href: `/things/${id}` } });
    const first = withoutIdentity(made(ID, '2030-01-01T08:00:00.000Z', 'open'));
    requireSame(first, withoutIdentity(made(OTHER, '2031-01-01T09:00:00.000Z', 'open')));
    expect(() => requireSame(first, withoutIdentity(made(OTHER, '2031-01-01T09:00:00.000Z', 'void')))).toThrow(
      'status',
    );
  });
});
