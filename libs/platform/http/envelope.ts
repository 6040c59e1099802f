import type { PageRequest } from '../lists/list-definition.js';
import type { ListPage } from '../lists/list-query.js';
import { EXACT_UP_TO } from '../lists/list-request.js';
import { pageOfShortList } from '../lists/short-list.js';

/** What a list route answers with; the pipeline puts it into the many-envelope. */
export class Many {
  constructor(
    readonly results: readonly unknown[],
    readonly count: number,
    readonly countExact: boolean,
    readonly next: string | null,
    readonly previous: string | null,
  ) {}

  /** A page of a list at `path`, its links ready-made. One past the end leads back to the last that can be asked for by number. */
  static page<T>(path: string, request: PageRequest, page: ListPage<T>, present: (item: T) => unknown): Many {
    const { otherParameters: others, cursor } = request;
    const link = (place: string | undefined) => (place ? `${path}?${others ? `${others}&` : ''}${place}` : null);
    const at = (begin: string | null) => (begin ? `cursor=${begin}` : undefined);
    const isPastEnd = page.items.length === 0 && page.count > 0 && !cursor?.backwards;
    const previous = isPastEnd ? `page=${lastPage(page.count, request.pageSize)}` : at(page.previous);
    return new Many(page.items.map(present), page.count, page.countExact, link(at(page.next)), link(previous));
  }

  /** A page of a list that is held in memory. */
  static ofShortList(path: string, request: PageRequest, all: readonly object[]): Many {
    return Many.page(path, request, pageOfShortList(all, request), (item) => item);
  }

  /** Everything there is, on one page. */
  static all(results: readonly unknown[]): Many {
    return new Many(results, results.length, true, null, null);
  }
}

const lastPage = (count: number, pageSize: number): number =>
  Math.min(Math.ceil(count / pageSize), Math.floor(EXACT_UP_TO / pageSize));

/** Puts what a controller returned into the envelope of interfaces.md. */
export function envelop(payload: unknown, requestId: string): object {
  if (payload instanceof Many) {
    const { count, countExact, next, previous, results } = payload;
    return { success: true, count, countExact, next, previous, results, requestId };
  }
  return { success: true, data: payload ?? null, requestId };
}

/** An operation that the current user may perform on a resource now. */
export interface Action {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly href: string;
}
