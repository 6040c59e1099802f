import type { ListRequest } from './list-definition.js';
import type { ListPage } from './list-query.js';

/** What a list route answers with; the pipeline puts it into the many-envelope. */
export class Many {
  constructor(
    readonly results: readonly unknown[],
    readonly count: number,
    readonly countExact: boolean,
    readonly next: string | null,
    readonly previous: string | null,
  ) {}

  /** A page of a list at `path`, its links ready-made. */
  static page<T>(path: string, request: ListRequest, page: ListPage<T>, present: (item: T) => unknown): Many {
    const link = (cursor: string | null) => {
      if (!cursor) return null;
      const others = request.otherParameters;
      return `${path}?${others ? `${others}&` : ''}cursor=${cursor}`;
    };
    return new Many(page.items.map(present), page.count, page.countExact, link(page.next), link(page.previous));
  }

  /** Everything there is, on one page. */
  static all(results: readonly unknown[]): Many {
    return new Many(results, results.length, true, null, null);
  }
}

/** Puts what a controller returned into the envelope of interfaces.md. */
export function envelop(payload: unknown, requestId: string): object {
  if (payload instanceof Many) {
    const { count, countExact, next, previous, results } = payload;
    return { success: true, count, countExact, next, previous, results, requestId };
  }
  return { success: true, data: payload ?? null, requestId };
}

/** Keeps of an item only the fields that the caller asked for. */
export function pick<T extends object>(item: T, fields: readonly string[] | undefined): Partial<T> {
  if (!fields) return item;
  return Object.fromEntries(
    fields.filter((field) => field in item).map((field) => [field, item[field as keyof T]]),
  ) as Partial<T>;
}

/** An operation that the current user may perform on a resource now. */
export interface Action {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly href: string;
}
