import { setTimeout as pause } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { sites, users } from '#apps/standalone/demo-practice.js';
import { type Client, client } from '#test/support/practice.js';

/** Longest that a caller whom nobody answered waits until it tries again, in ms. */
const TRY_AGAIN = 100;

/** What the callers were told. A request that broke off may or may not have been done. */
export interface Told {
  readonly booked: Set<string>;
  readonly refused: string[];
  brokenOff: number;
  /** Answered with 503, which may come when it had been done already. */
  unavailable: number;
}

const HOURS_A_DAY = 8;
const [riverside] = sites;
const userId = (email: string) => users.find((user) => user.email === email)?.id;

/** Books one session after another with several callers at once, no two at the same time of the therapist. */
export class BookingLoad {
  readonly told: Told = { booked: new Set(), refused: [], brokenOff: 0, unavailable: 0 };
  #next = 0;
  #running = false;
  #callers: Promise<void>[] = [];

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  start(callers: number): void {
    this.#running = true;
    this.#callers = Array.from({ length: callers }, () => this.#call(client(this.url, this.token)));
  }

  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#callers);
  }

  async #call(as: Client): Promise<void> {
    while (this.#running) {
      const n = this.#next++;
      try {
        const { status, body } = await as.post('/api/v1/therapy-sessions', bookingNumber(n), {
          'x-correlation-id': `chaos-${n}`,
        });
        if (status === 201) this.told.booked.add(body.data.id);
        else if (status === 503) {
          this.told.unavailable++;
          await pause(Math.random() * TRY_AGAIN);
        } else this.told.refused.push(`${status} ${JSON.stringify(body.error ?? body)}`);
      } catch (error) {
        // The process was killed: under it, or before.
        if (!neverArrived(error)) this.told.brokenOff++;
        await pause(Math.random() * TRY_AGAIN);
      }
    }
  }
}

const neverArrived = (error: unknown) =>
  ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';

function bookingNumber(n: number) {
  const day = DateTime.now()
    .setZone(riverside.timeZone)
    .startOf('day')
    .plus({ days: 30 + Math.floor(n / HOURS_A_DAY) });
  return {
    patientId: userId('patient@demo.test'),
    therapistId: userId('therapist@demo.test'),
    siteId: riverside.id,
    startsAt: day
      .set({ hour: 9 + (n % HOURS_A_DAY) })
      .toUTC()
      .toISO(),
    durationMinutes: 45,
    // Every tenth meets a reaction that cannot work yet, since its price is missing.
    sessionType: n % 10 === 9 ? 'group' : 'individual',
  };
}
