import { LRUCache } from 'lru-cache';
import type { SystemDatabase } from '../database/system-database.js';
import type { EventCatalogue } from '../events/event-catalogue.js';
import type { EventEnvelope } from '../events/event-envelope.js';
import { EVENT_COLUMNS, type EventRow, toEnvelope } from './event-rows.js';

/** An event with its place in the gap-free log. */
export interface LoggedEvent {
  readonly seq: number;
  readonly event: EventEnvelope;
}

const PAGE = 1_000;
/**
 * Reactions that keep pace read a page once between them; memory stays at this many pages whatever the backlog. Under load they
 * drift apart: with 4 pages each was read 3 to 4 times, with 12 once, and draining took half the CPU.
 */
const PAGES_KEPT = 12;

/**
 * The reading side of the event store: all committed events in one order without gaps.
 * Since the log has no gaps, a page of it is complete or it is the last one, and complete pages never change.
 */
export class EventLog {
  readonly #pages = new LRUCache<number, Promise<LoggedEvent[]>>({ max: PAGES_KEPT });
  #head = 0;
  #tail: LoggedEvent[] = [];

  constructor(
    private readonly database: SystemDatabase,
    private readonly catalogue: EventCatalogue,
  ) {}

  /** The number of the newest event known here. */
  get head(): number {
    return this.#head;
  }

  /** Numbers the events that were committed since the last time. Resolves to whether the head has moved. */
  async advance(): Promise<boolean> {
    const before = this.#head;
    const [, rows] = await this.database.together((tx) =>
      Promise.all([
        tx.query('select messaging.sequence()'),
        tx.query<EventRow & { seq: string }>(
          `select l.seq, ${EVENT_COLUMNS} from messaging.log l join messaging.event e on e.position = l.position
           where l.seq > $1 order by l.seq limit ${PAGE}`,
          [before],
        ),
      ]),
    );
    if (rows.length === 0) return false;
    if (rows.length === PAGE) {
      // A backlog: leave its reading to those who want it, page by page.
      await this.start();
      return true;
    }
    const fresh = rows.map((row) => this.#logged(row));
    this.#head = fresh.at(-1)?.seq ?? before;
    this.#tail = [...this.#tail, ...fresh].slice(-PAGE);
    return true;
  }

  /** Goes to the end of what is numbered already, without reading it. */
  async start(): Promise<void> {
    this.#head = Math.max(this.#head, await this.numbered());
    this.#tail = [];
  }

  /** The number of the newest event that has one, whichever process gave it. */
  async numbered(): Promise<number> {
    const [row] = await this.database.query<{ head: string }>('select max(head) as head from messaging.sequencer');
    return Number(row?.head ?? 0);
  }

  /** Clears what only the past needed. */
  async tidy(): Promise<void> {
    await this.database.query(
      'delete from messaging.sequencer where head < (select max(latest.head) from messaging.sequencer latest)',
    );
  }

  /** Up to a page of events after `seq`, in order. */
  async after(seq: number): Promise<readonly LoggedEvent[]> {
    if (seq >= this.#head) return [];
    const first = this.#tail[0];
    if (first && first.seq <= seq + 1) return this.#tail.slice(seq + 1 - first.seq);
    const page = Math.floor(seq / PAGE);
    const complete = await this.#page(page);
    if (complete.length < PAGE) this.#pages.delete(page);
    // Whoever asks for this one will soon ask for the next: it is read while this one is worked on.
    else if ((page + 2) * PAGE <= this.#head) void this.#page(page + 1);
    return complete.filter((logged) => logged.seq > seq);
  }

  #page(page: number): Promise<LoggedEvent[]> {
    let events = this.#pages.get(page);
    if (!events) {
      events = this.#read(page);
      this.#pages.set(page, events);
      events.catch(() => this.#pages.delete(page));
    }
    return events;
  }

  async #read(page: number): Promise<LoggedEvent[]> {
    const rows = await this.database.query<EventRow & { seq: string }>(
      `select l.seq, ${EVENT_COLUMNS} from messaging.log l join messaging.event e on e.position = l.position
       where l.seq > $1 and l.seq <= $2 order by l.seq`,
      [page * PAGE, (page + 1) * PAGE],
    );
    return rows.map((row) => this.#logged(row));
  }

  #logged(row: EventRow & { seq: string }): LoggedEvent {
    return { seq: Number(row.seq), event: toEnvelope(row, this.catalogue) };
  }
}
