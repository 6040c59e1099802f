import type { LiveSocket } from '#platform/realtime/live-socket.js';
import { asLive, type InboxEntry } from '../model/inbox-entry.js';
import type { InboxPage, InboxReader } from './inbox-reader.js';

/** Read and sent at once. */
const PAGE = 100;
/** Sent and not acknowledged, nor given up on, at most. */
const MOST_IN_FLIGHT = 1_000;
/** Milliseconds until an acknowledgement is given up on: the notification then comes again on the next connection. */
const ACKNOWLEDGED_WITHIN = 10_000;
/** Milliseconds until another look at the inbox after one that failed. */
const LOOK_AGAIN = 1_000;

interface StreamParts {
  readonly socket: LiveSocket;
  readonly inbox: InboxReader;
  readonly acknowledged: (place: number) => void;
  /** Reading failed. @returns whether to try again */
  readonly failed: (error: unknown) => boolean;
}

/**
 * One connection's way through its user's inbox: forward only, in order, and without a gap, since places in an inbox are
 * numbered without gaps in the order of their commits. What is next is sent at once when it is handed in, and read from the
 * database when it is not.
 *
 * Not faster than the client takes it: the next page waits until the one before has left this process.
 */
export class NotificationStream {
  /** `new`: nothing sent yet. `again`: sending what was not acknowledged before. `live`: sending everything. */
  #state: 'new' | 'again' | 'live' = 'new';
  /** Of the last one sent. */
  #place = 0;
  /** Grows with every new beginning; what was read or sent for an earlier one counts no more. */
  #course = 0;
  #courseRead = -1;
  #inFlight = 0;
  /** Something may be there to be sent. */
  #due = false;
  #sending = false;
  #awaitsDrain = false;
  #sent: Promise<void> = Promise.resolve();
  #head = 0;
  #failure: unknown;

  constructor(private readonly parts: StreamParts) {}

  /** Sends what was not acknowledged on earlier connections and then what is new, unless the client has resumed meanwhile. */
  begin(): void {
    if (this.#state !== 'new') return;
    this.#state = 'again';
    void this.#send();
  }

  /**
   * Sends everything after `place`, and then what is new.
   * @returns the place of the newest one, after sending up to it or as far as the client takes it at once
   */
  async resume(place: number): Promise<number> {
    this.#state = 'live';
    this.#place = place;
    this.#course += 1;
    this.#inFlight = 0;
    await this.#send();
    if (this.#failure) throw this.#failure;
    return this.#head;
  }

  /** Something new, right after its commit. */
  offer(entry: InboxEntry): void {
    const isNext = this.#state === 'live' && entry.place === this.#place + 1;
    if (isNext && !this.#sending && !this.#isFull) this.#emit(entry);
    else this.hint(entry.place);
  }

  /** There is something at `place`. */
  hint(place: number): void {
    if (this.#state !== 'new' && place > this.#place) void this.#send();
  }

  get #isFull(): boolean {
    return this.#inFlight >= MOST_IN_FLIGHT || this.#backlog > 0;
  }

  /** Messages that wait for the transport to take them. */
  get #backlog(): number {
    return (this.parts.socket.conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
  }

  #send(): Promise<void> {
    this.#due = true;
    if (!this.#sending) {
      this.#sending = true;
      this.#sent = this.#sendDue();
    }
    return this.#sent;
  }

  async #sendDue(): Promise<void> {
    try {
      while (this.#due && this.parts.socket.connected) {
        if (this.#isFull && this.#courseRead === this.#course) return this.#goOnWhenTaken();
        this.#due = false;
        await this.#sendPage();
      }
    } finally {
      // Not later, when the promise is settled: a hint in between would be lost.
      this.#sending = false;
    }
  }

  async #sendPage(): Promise<void> {
    const course = this.#course;
    try {
      const page = await this.#read();
      this.#failure = undefined;
      if (course === this.#course) this.#emitPage(page);
    } catch (error) {
      this.#failure = error;
      if (this.parts.failed(error)) setTimeout(() => void this.#send(), LOOK_AGAIN).unref();
    }
    this.#courseRead = course;
  }

  #read(): Promise<InboxPage> {
    const { inbox } = this.parts;
    return this.#state === 'again' ? inbox.unacknowledgedAfter(this.#place, PAGE) : inbox.after(this.#place, PAGE);
  }

  #emitPage({ entries, head }: InboxPage): void {
    this.#head = head;
    for (const entry of entries) this.#emit(entry);
    if (entries.length === PAGE) {
      this.#due = true;
    } else if (this.#state === 'again') {
      this.#state = 'live';
      this.#place = Math.max(this.#place, head);
    } else if (entries.length === 0) {
      // A cursor from elsewhere may be beyond it: what is numbered up to there must not be passed over.
      this.#place = Math.min(this.#place, head);
    }
  }

  #emit(entry: InboxEntry): void {
    const course = this.#course;
    this.#place = entry.place;
    this.#inFlight += 1;
    this.parts.socket.timeout(ACKNOWLEDGED_WITHIN).emit('notification', asLive(entry), (givenUp: Error | null) => {
      if (!givenUp) this.parts.acknowledged(entry.place);
      if (course !== this.#course) return;
      this.#inFlight -= 1;
      if (this.#due) void this.#send();
    });
  }

  /** Acknowledgements, and giving up on them, go on by themselves. */
  #goOnWhenTaken(): void {
    if (this.#backlog === 0 || this.#awaitsDrain) return;
    this.#awaitsDrain = true;
    this.parts.socket.conn.once('drain', () => {
      this.#awaitsDrain = false;
      if (this.#due) void this.#send();
    });
  }
}
