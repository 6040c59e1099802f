import type { Actor } from '#platform/context/actor.js';
import type { TenantDatabase } from '#platform/database/tenant-database.js';
import type { InboxEntry } from '../model/inbox-entry.js';

export interface InboxPage {
  readonly entries: readonly InboxEntry[];
  /** The place of the newest notification when the page was read. */
  readonly head: number;
}

type Row = Omit<InboxEntry, 'place'> & { readonly place: string };

const ENTRIES = `
  select id, user_id as "userId", cursor as place, type, message, data, created_at as "createdAt"
  from notifications.inbox_entry where user_id = $1::uuid and cursor > $2`;

/** Reads one user's inbox in its order. The database refuses when the user's sign-in has ended. */
export class InboxReader {
  constructor(
    private readonly database: TenantDatabase,
    private readonly actor: Actor,
  ) {}

  after(place: number, limit: number): Promise<InboxPage> {
    return this.#page(`${ENTRIES} order by cursor limit $3`, place, limit);
  }

  unacknowledgedAfter(place: number, limit: number): Promise<InboxPage> {
    return this.#page(`${ENTRIES} and acknowledged_at is null order by cursor limit $3`, place, limit);
  }

  async #page(sql: string, place: number, limit: number): Promise<InboxPage> {
    const { userId, accountId } = this.actor;
    const inbox = this.database.forAccount(accountId, { actor: this.actor });
    // The head first: whatever is numbered up to it is there to be seen by the second statement.
    const [[mailbox], rows] = await inbox.readTogether((tx) =>
      Promise.all([
        tx.query<{ head: string }>('select last_cursor as head from notifications.mailbox where user_id = $1::uuid', [
          userId,
        ]),
        tx.query<Row>(sql, [userId, place, limit]),
      ]),
    );
    return { entries: rows.map((row) => ({ ...row, place: Number(row.place) })), head: Number(mailbox?.head ?? 0) };
  }
}
