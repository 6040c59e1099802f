import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { type DriverConnection, DriverQuery, type RowDescription } from './driver-query.js';

/** How one column of a result becomes a property. */
export interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

/** A statement that one connection has parsed, or is about to: what is sent behind it finds it there. */
export interface PreparedStatement {
  readonly name: string;
  /** Known when its first row comes. */
  columns: readonly Column[];
  /** Why there is none after all. */
  failure?: Error;
}

/** Statements up to this many per process are prepared by name; list queries have few shapes, so this is never reached. */
const PREPARED_LIMIT = 500;
const names = new Map<string, string>();
const preparedOn = new WeakMap<ClientBase, Map<string, PreparedStatement>>();

/**
 * The statement as this connection has it, sent for parsing when it is new there: once, with what its rows look like, so that
 * neither is asked again with every execution. Undefined when there are too many already.
 */
export function prepared(client: ClientBase, sql: string): PreparedStatement | undefined {
  const statements = preparedOn.get(client) ?? new Map<string, PreparedStatement>();
  preparedOn.set(client, statements);
  const known = statements.get(sql);
  if (known) return known;
  const name = nameOf(sql);
  if (!name) return undefined;
  const statement: PreparedStatement = { name, columns: [] };
  statements.set(sql, statement);
  client.query(new Preparation(client, sql, statement, () => statements.delete(sql)));
  return statement;
}

export const columnsOf = (client: ClientBase, { fields }: RowDescription): Column[] =>
  fields.map(({ name, dataTypeID }) => ({ name, parse: client.getTypeParser(dataTypeID, 'text') }));

function nameOf(sql: string): string | undefined {
  const known = names.get(sql);
  if (known || names.size >= PREPARED_LIMIT) return known;
  const name = createHash('sha1').update(sql).digest('base64url');
  names.set(sql, name);
  return name;
}

/** Parsing one statement under its name: a piece of its own, so that nothing which fails before it can take it along. */
class Preparation extends DriverQuery {
  constructor(
    private readonly client: ClientBase,
    private readonly sql: string,
    private readonly statement: PreparedStatement,
    private readonly forget: () => void,
  ) {
    super();
  }

  protected override write(connection: DriverConnection): undefined {
    const { name } = this.statement;
    connection.parse({ name, text: this.sql });
    connection.describe({ type: 'S', name });
    connection.sync();
  }

  override handleRowDescription(message: RowDescription): void {
    this.statement.columns = columnsOf(this.client, message);
  }

  /** Whoever wanted to execute it is told so, by what is sent behind this. */
  override handleError(error: Error): void {
    this.statement.failure = error;
    this.forget();
  }
}
