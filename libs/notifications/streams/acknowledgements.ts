import { Injectable, Logger } from '@nestjs/common';
import { TenantDatabase } from '#platform/database/tenant-database.js';

interface Acknowledged {
  readonly accountId: string;
  readonly userId: string;
  readonly place: number;
}

/** Milliseconds in which acknowledgements gather, so that a fan-out to many sockets is not as many transactions. */
const GATHER = 25;

/**
 * Remembers which notifications have arrived. What is lost here, by a crash in the few milliseconds or by a database that is
 * away, only makes a notification come again.
 */
@Injectable()
export class Acknowledgements {
  readonly #logger = new Logger('Notifications');
  #gathered: Acknowledged[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly database: TenantDatabase) {}

  add(acknowledged: Acknowledged): void {
    this.#gathered.push(acknowledged);
    this.#timer ??= setTimeout(() => void this.written(), GATHER);
  }

  /** Resolves when all that was added until now is stored. */
  written(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const gathered = this.#gathered;
    this.#gathered = [];
    if (gathered.length > 0) this.#writing = this.#writing.then(() => this.#write(gathered));
    return this.#writing;
  }

  async #write(gathered: readonly Acknowledged[]): Promise<void> {
    const byAccount = Map.groupBy(gathered, ({ accountId }) => accountId);
    for (const [accountId, ofAccount] of byAccount) {
      try {
        await this.database.forAccount(accountId).write((tx) =>
          tx.execute(
            `update notifications.inbox_entry entry set acknowledged_at = now()
             from unnest($1::uuid[], $2::bigint[]) as given (user_id, cursor)
             where entry.user_id = given.user_id and entry.cursor = given.cursor and entry.acknowledged_at is null`,
            [ofAccount.map(({ userId }) => userId), ofAccount.map(({ place }) => place)],
          ),
        );
      } catch (error) {
        this.#logger.warn({ event: 'acknowledgements.lost', accountId, count: ofAccount.length, err: error });
      }
    }
  }
}
