import { newId } from './ids.js';

interface TrackedCall {
  /** `<contract>.<method>` */
  readonly callee: string;
  readonly caller: string;
  readonly ms: number;
}

interface TrackedStatement {
  /** With places for its values, never the values. */
  readonly statement: string;
  readonly ms: number;
}

/** What one request cost. Times in milliseconds. */
export interface ResourceReport {
  readonly id: string;
  readonly requestId: string;
  readonly method: string;
  /** Its pattern: the address itself may hold what was searched for. */
  readonly route: string;
  readonly status: number;
  readonly startedAt: string;
  readonly durationMs: number;
  /** Of this process's main thread meanwhile, requests that ran at the same time included. */
  readonly cpuMs: number;
  /** Growth of the heap meanwhile, in bytes; negative when it was cleaned up. */
  readonly memoryBytes: number;
  readonly database: {
    readonly queries: number;
    readonly ms: number;
    readonly statements: readonly TrackedStatement[];
  };
  readonly contractCalls: readonly TrackedCall[];
}

/** Statements and calls that a report lists; more are only counted. */
const LISTED = 200;

/** Takes down what one request costs. Nothing of it runs for requests that do not ask for it. */
export class ResourceTracking {
  /** Requests that are being tracked, so that others need not look for their tracking. */
  static active = 0;

  readonly id = newId();
  readonly #startedAt = new Date();
  readonly #clock = performance.now();
  readonly #cpu = process.threadCpuUsage();
  readonly #heap = process.memoryUsage().heapUsed;
  readonly #statements: TrackedStatement[] = [];
  readonly #calls: TrackedCall[] = [];
  #queries = 0;
  #databaseMs = 0;
  #ended = false;

  constructor() {
    ResourceTracking.active += 1;
  }

  /** Measures a statement. Its values are never seen here. */
  async query<T>(statement: string, send: () => Promise<T>): Promise<T> {
    if (this.#ended) return send();
    const started = performance.now();
    try {
      return await send();
    } finally {
      const ms = performance.now() - started;
      this.#queries += 1;
      this.#databaseMs += ms;
      if (this.#statements.length < LISTED) this.#statements.push({ statement, ms: round(ms) });
    }
  }

  called(caller: string, callee: string, ms: number): void {
    if (!this.#ended && this.#calls.length < LISTED) this.#calls.push({ caller, callee, ms: round(ms) });
  }

  /** Called when the request is over, answered or not; what goes on after it is not its own. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    ResourceTracking.active -= 1;
  }

  report(request: Pick<ResourceReport, 'requestId' | 'method' | 'route' | 'status'>): ResourceReport {
    const { user, system } = process.threadCpuUsage(this.#cpu);
    return {
      id: this.id,
      ...request,
      startedAt: this.#startedAt.toISOString(),
      durationMs: round(performance.now() - this.#clock),
      cpuMs: round((user + system) / 1_000),
      memoryBytes: process.memoryUsage().heapUsed - this.#heap,
      database: { queries: this.#queries, ms: round(this.#databaseMs), statements: [...this.#statements] },
      contractCalls: [...this.#calls],
    };
  }
}

const round = (ms: number): number => Math.round(ms * 1_000) / 1_000;
