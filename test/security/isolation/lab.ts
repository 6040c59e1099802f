import { type Practice, practice } from '#test/support/practice.js';
import { printOf } from './account-print.js';
import type { Caller } from './callers.js';
import { type Cell, Matrix, told } from './matrix.js';
import { PlantedLeaksModule, unscoped } from './planted-leaks.js';
import { OTHER, RIVERSIDE } from './worlds.js';

/** One application for all that is tried. */
export class Lab implements AsyncDisposable {
  private constructor(
    readonly clinic: Practice,
    readonly matrix: Matrix,
    /** Of the demo practice. */
    readonly admin: Caller,
    /** Of another account, where they may do everything. */
    readonly foreigner: Caller,
  ) {}

  static async open(): Promise<Lab> {
    const clinic = await practice({ env: { THROTTLE: 'off' }, contexts: [PlantedLeaksModule] });
    unscoped.open(clinic.ownerUrl);
    await clinic.settled();
    const matrix = await Matrix.of(clinic);
    const admin = await matrix.callers.user(RIVERSIDE.accountId, ['admin']);
    const foreigner = await matrix.callers.user(OTHER.accountId, ['admin', 'developer']);
    return new Lab(clinic, matrix, admin, foreigner);
  }

  /** All that there is of the demo practice, by table, and how many mails have gone out. */
  async demoPractice(): Promise<Record<string, string>> {
    // Replayed dead letters of events that there are not would be tried again and again.
    await this.matrix.owner.query(
      `delete from messaging.parked_event where state = 'waiting' and error ->> 'code' = 'PLANTED'`,
    );
    await this.clinic.settled();
    const mails = (await this.clinic.mails()).filter(({ to }) => to?.some(({ address }) => isOfDemo(address)));
    return { ...(await printOf(this.clinic.owner, RIVERSIDE.accountId)), mails: String(mails.length) };
  }

  /** Calls that published other events than their entries say, or any although they were refused, in words. */
  async wrongEvents(cells: readonly Cell[]): Promise<string[]> {
    const events = await this.matrix.eventsOf(cells);
    return cells.flatMap((cell) => {
      const expected = cell.outcome.status < 300 ? (cell.operation.entry.events ?? []) : [];
      const published = events.get(cell.correlationId) ?? [];
      return published.join() === expected.join() ? [] : [told(cell, `published [${published}], not [${expected}]`)];
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([unscoped.close(), this.matrix.owner.end()]);
    await this.clinic[Symbol.asyncDispose]();
  }
}

/** Whoever signs up at the other practice gets mails as well. */
const isOfDemo = (address = ''): boolean => /@demo\.test$|^(token|object|invited)-/.test(address);
