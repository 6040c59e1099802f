import type { TenantDatabase } from '../database/tenant-database.js';
import { NotFoundError } from '../errors/application-error.js';
import { type ListRequest, listDefinition } from '../lists/list-definition.js';
import { type ListPage, runList } from '../lists/list-query.js';
import { readListRequest } from '../lists/list-request.js';
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
  readonly parkedAt: Date;
}

export const deadLetterList = listDefinition({
  ordering: '-parkedAt',
  fields: {
    id: { column: 'id', type: 'uuid', filter: true },
    reaction: { column: 'reaction', type: 'text', filter: true },
    eventId: { column: 'event_id', type: 'uuid', filter: true },
    eventType: { column: 'event_type', type: 'text', filter: true },
    target: { column: 'target', type: 'text', filter: true },
    attempts: { column: 'attempts', type: 'integer', filter: true },
    error: { column: 'error', type: 'text' },
    parkedAt: { column: 'parked_at', type: 'timestamptz', filter: true, sort: true },
  },
});

const SOURCE = { table: 'messaging.parked_event', visible: { sql: `state = 'dead'`, values: [] } };

class DeadLetterNotFoundError extends NotFoundError {
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

  /** Items hold the fields asked for, and at least `id`. */
  list(request: ListRequest): Promise<ListPage<Partial<DeadLetter> & Pick<DeadLetter, 'id'>>> {
    return this.database.readTogether((tx) => runList(tx, SOURCE, request)) as Promise<ListPage<never>>;
  }

  /** @throws DeadLetterNotFoundError */
  async get(id: string): Promise<DeadLetter> {
    const [letter] = (await this.list(readListRequest(deadLetterList, { id }))).items;
    if (!letter) throw new DeadLetterNotFoundError(id);
    return letter as DeadLetter;
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
