import { isDeepStrictEqual } from 'node:util';
import type { HttpRequest } from './traffic.js';

class ResponsesDifferError extends Error {
  constructor(ours: unknown, reference: unknown) {
    super(
      `The two sides do not do the same work, so their speeds cannot be compared.\nours:      ${excerpt(ours)}\n` +
        `reference: ${excerpt(reference)}\n${firstDifference(ours, reference)}`,
    );
  }
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** Bytes of the body. */
  readonly length: number;
}

export async function answerOf(url: string, request: HttpRequest): Promise<Answer> {
  const response = await fetch(new URL(request.path, url), {
    method: request.method,
    headers: request.body === undefined ? request.headers : { ...request.headers, 'content-type': 'application/json' },
    body: request.body === undefined ? undefined : JSON.stringify(request.body),
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text), length: Buffer.byteLength(text) };
}

/** What two requests for the same thing may differ in. Cursors are opaque: only that there is one counts. */
export function withoutRequestMarks(body: unknown): unknown {
  return rewrite(body, (key, value) => {
    if (key === 'requestId') return 'a request id';
    if (typeof value === 'string' && (key === 'next' || key === 'previous' || key === 'nextCursor')) return 'a cursor';
    return value;
  });
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What two requests that each make a thing of their own may differ in: identifiers and times besides. */
export function withoutIdentity(body: unknown): unknown {
  return rewrite(withoutRequestMarks(body), (_key, value) =>
    typeof value !== 'string' ? value : TIME.test(value) ? 'a time' : value.replace(UUID, 'an id'),
  );
}

/** @throws ResponsesDifferError */
export function requireSame(ours: unknown, reference: unknown): void {
  if (!isDeepStrictEqual(ours, reference)) throw new ResponsesDifferError(ours, reference);
}

function rewrite(value: unknown, change: (key: string, value: unknown) => unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, change, key));
  if (typeof value !== 'object' || value === null) return change(key, value);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, rewrite(item, change, name)]));
}

const excerpt = (value: unknown): string => JSON.stringify(value)?.slice(0, 1_000) ?? String(value);

function firstDifference(ours: unknown, reference: unknown, path = '$'): string {
  const bothObjects = [ours, reference].every((side) => typeof side === 'object' && side !== null);
  if (!bothObjects) return `first difference at ${path}: ${excerpt(ours)} against ${excerpt(reference)}`;
  const [left, right] = [ours, reference] as [Record<string, unknown>, Record<string, unknown>];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  const differing = [...names].find((name) => !isDeepStrictEqual(left[name], right[name]));
  return differing === undefined ? '' : firstDifference(left[differing], right[differing], `${path}.${differing}`);
}
