import type { RequestContext } from '../context/request-context.js';
import { isEntryRefusal } from './database-errors.js';
import type { Transaction } from './transaction.js';

type Work = (tx: Transaction) => Promise<unknown>;
type Run = (context: RequestContext, work: Work) => Promise<unknown>;

interface Read {
  readonly work: Work;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** More would make one connection do what two can do side by side. */
const MOST = 8;

/**
 * Reads that one request asks for at the same moment, of whatever contexts, go into one transaction: it is begun, entered and ended
 * once. For booking, which asks for people, a site and working hours, that is 6 statements instead of 12.
 */
export class GatheredReads {
  readonly #waiting = new Map<RequestContext, Read[]>();

  constructor(private readonly run: Run) {}

  /** `work` must issue its statements before it first awaits; should another read of the transaction fail, it is run again alone. */
  read<T>(context: RequestContext, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const read: Read = { work, resolve, reject };
      const waiting = this.#waiting.get(context);
      if (waiting && waiting.length < MOST) {
        waiting.push(read);
        return;
      }
      const reads = [read];
      this.#waiting.set(context, reads);
      // After the promises that are settled now have been followed up, and before anything else happens.
      process.nextTick(() => {
        if (this.#waiting.get(context) === reads) this.#waiting.delete(context);
        void this.#answer(context, reads);
      });
    });
  }

  async #answer(context: RequestContext, reads: readonly Read[]): Promise<void> {
    const outcomes: PromiseSettledResult<unknown>[] = [];
    try {
      await this.run(context, async (tx) => {
        outcomes.push(...(await Promise.allSettled(reads.map(({ work }) => work(tx)))));
      });
    } catch (error) {
      const [only] = reads;
      if (only && (reads.length === 1 || isEntryRefusal(error))) for (const { reject } of reads) reject(error);
      else for (const read of reads) void this.#answer(context, [read]);
      return;
    }
    reads.forEach(({ resolve, reject }, at) => {
      const outcome = outcomes[at] as PromiseSettledResult<never>;
      if (outcome.status === 'fulfilled') resolve(outcome.value);
      else reject(outcome.reason);
    });
  }
}
