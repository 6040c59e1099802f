import type { ClientBase } from 'pg';
import { serialize } from 'pg-protocol';
import { type DriverConnection, DriverQuery, prepareValue, type RowDescription } from './driver-query.js';
import { type Column, columnsOf, forgetOutdated, type PreparedStatement, prepared } from './prepared-statements.js';

/** What one statement gave. */
export interface Outcome {
  readonly rows: Record<string, unknown>[];
  /** What the server calls it, with the number of rows: `INSERT 0 1`. */
  readonly tag: string;
}

interface Part {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  resolve?: (outcome: Outcome) => void;
  reject?: (error: unknown) => void;
  statement?: PreparedStatement;
  columns?: readonly Column[];
  rows: Record<string, unknown>[];
}

const EXECUTE = serialize.execute();
const DESCRIBE = serialize.describe({ type: 'P', name: '' });
const SYNC = serialize.sync();

/**
 * Statements that go to the server as one piece and are answered as one: outside an explicit transaction they are one, which commits
 * when all have succeeded and is taken back when one has not. See "Pipelining" in the chapter on the protocol in the manual of Postgres.
 *
 * The driver ends each statement with a Sync, upon which the server sends what it has, and asks what its rows look like. For a
 * transaction of five statements that is five system calls instead of one on both sides, and most of what is read here.
 */
export class Piece extends DriverQuery {
  readonly #parts: Part[] = [];
  #at = 0;
  #done?: { resolve(): void; reject(error: unknown): void };

  constructor(private readonly client: ClientBase) {
    super();
  }

  /** What it will ask for, in order. */
  get statements(): readonly string[] {
    return this.#parts.map(({ sql }) => sql);
  }

  /** Adds a statement whose failure is that of the whole piece. */
  add(sql: string, parameters: readonly unknown[]): void {
    this.#parts.push({ sql, parameters, rows: [] });
  }

  /** Adds a statement whose outcome somebody waits for. */
  ask(sql: string, parameters: readonly unknown[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#parts.push({ sql, parameters, rows: [], resolve, reject });
    });
  }

  /** Sends it. Resolves when the server has carried out all of it. */
  send(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#done = { resolve, reject };
      for (const part of this.#parts) part.statement = prepared(this.client, part.sql);
      this.client.query(this);
    });
  }

  protected override write({ stream }: DriverConnection): Error | undefined {
    try {
      stream.write(Buffer.concat([...this.#parts.flatMap(messages), SYNC]));
      return undefined;
    } catch (error) {
      // A value that cannot be turned into text: nothing has been sent.
      return error as Error;
    }
  }

  override handleRowDescription(message: RowDescription): void {
    const part = this.#parts[this.#at];
    if (part) part.columns = columnsOf(this.client, message);
  }

  override handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const part = this.#parts[this.#at];
    const columns = part?.columns ?? part?.statement?.columns;
    if (!part?.resolve || !columns) return;
    const row: Record<string, unknown> = {};
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at] as Column;
      const value = fields[at] as string | null;
      row[column.name] = value === null ? null : column.parse(value);
    }
    part.rows.push(row);
  }

  override handleCommandComplete({ text }: { readonly text: string }): void {
    const part = this.#parts[this.#at++];
    part?.resolve?.({ rows: part.rows, tag: text });
  }

  override handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  override handleReadyForQuery(): void {
    this.#done?.resolve();
  }

  override handleError(error: Error): void {
    const { sql, statement } = this.#parts[this.#at] ?? {};
    if (sql !== undefined && statement) forgetOutdated(this.client, sql, statement, error);
    const reason = statement?.failure ?? error;
    for (const { reject } of this.#parts.slice(this.#at)) reject?.(reason);
    this.#done?.reject(reason);
  }
}

function messages({ sql, parameters, statement }: Part): Buffer[] {
  const bind = serialize.bind({
    statement: statement?.name ?? '',
    values: parameters as unknown[],
    valueMapper: prepareValue,
  });
  return statement ? [bind, EXECUTE] : [serialize.parse({ text: sql }), bind, DESCRIBE, EXECUTE];
}
