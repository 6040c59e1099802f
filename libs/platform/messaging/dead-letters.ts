import type { TenantDatabase } from '../database/tenant-database.js';
import { NotFoundError } from '../errors/application-error.js';
import type { FailureReport } from './reaction-errors.js';

/** An event that a reaction gave up on. */
export interface DeadLetter {
  readonly id: string;
  readonly reaction: string;
  readonly eventId: string;
  readonly eventType: string;
  /** `<type>:<id>` of the object that the event was about. */
  readonly target: string;
  readonly attempts: number;
  readonly error: FailureReport;
  readonly parkedAt: string;
}

interface DeadLetterRow {
  id: string;
  reaction: string;
  event_id: string;
  event_type: string;
  target: string;
  attempts: number;
  error: FailureReport;
  parked_at: Date;
}

const COUNTED = 10_000;
const COLUMNS = 'id, reaction, event_id, event_type, target, attempts, error, parked_at';

export class DeadLetterNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('DEAD_LETTER_NOT_FOUND', 'There is no such dead letter.', { id });
  }
}

/** The account's dead letters: listed, looked into and replayed by its administrators. */
export class DeadLetters {
  constructor(
    private readonly database: TenantDatabase,
    private readonly retrySoon: () => void,
  ) {}

  /** @param after id of the last one seen; newest first */
  async list(limit: number, after?: string): Promise<DeadLetter[]> {
    const rows = await this.database.readTogether((tx) =>
      tx.query<DeadLetterRow>(
        `select ${COLUMNS} from messaging.parked_event
         where state = 'dead' and ($1::uuid is null or id < $1::uuid) order by id desc limit $2`,
        [after ?? null, limit],
      ),
    );
    return rows.map(present);
  }

  async count(): Promise<{ count: number; exact: boolean }> {
    const [row] = await this.database.readTogether((tx) =>
      tx.query<{ n: string }>(
        `select count(*) as n from (select 1 from messaging.parked_event where state = 'dead' limit ${COUNTED + 1}) counted`,
      ),
    );
    const n = Number(row?.n ?? 0);
    return { count: Math.min(n, COUNTED), exact: n <= COUNTED };
  }

  /** @throws DeadLetterNotFoundError */
  async get(id: string): Promise<DeadLetter> {
    const [row] = await this.database.readTogether((tx) =>
      tx.query<DeadLetterRow>(`select ${COLUMNS} from messaging.parked_event where state = 'dead' and id = $1::uuid`, [
        id,
      ]),
    );
    if (!row) throw new DeadLetterNotFoundError(id);
    return present(row);
  }

  /**
   * Gives dead letters a new set of tries. What succeeded once is not here any more, so replaying is safe at any time.
   * @param filter by id, or all of a reaction, or all
   * @returns how many will be tried
   */
  async replay(filter: { id?: string; reaction?: string } = {}): Promise<number> {
    const replayed = await this.database.write((tx) =>
      tx.execute(
        `update messaging.parked_event set state = 'waiting', attempts = 0, next_attempt_at = now()
         where state = 'dead' and ($1::uuid is null or id = $1::uuid) and ($2::text is null or reaction = $2)`,
        [filter.id ?? null, filter.reaction ?? null],
      ),
    );
    if (filter.id && replayed === 0) throw new DeadLetterNotFoundError(filter.id);
    if (replayed > 0) this.retrySoon();
    return replayed;
  }
}

const present = (row: DeadLetterRow): DeadLetter => ({
  id: row.id,
  reaction: row.reaction,
  eventId: row.event_id,
  eventType: row.event_type,
  target: row.target,
  attempts: row.attempts,
  error: row.error,
  parkedAt: row.parked_at.toISOString(),
});
