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

/** Up to this many statements a connection keeps. Lists have few shapes, so this is hardly ever reached. */
export const MOST_PREPARED = 500;

/** SQLSTATEs. The second is that of many other refusals as well. */
const NO_SUCH_STATEMENT = '26000';
const NOT_SUPPORTED = '0A000';

interface Kept {
  readonly statements: Map<string, PreparedStatement>;
  /** Names that were given, also to what could not be parsed after all. */
  names: number;
}
const keptBy = new WeakMap<ClientBase, Kept>();

/**
 * The statement as this connection has it, sent for parsing when it is new there: once, with what its rows look like, so that
 * neither is asked again with every execution. Undefined when the connection has too many already.
 */
export function prepared(client: ClientBase, sql: string): PreparedStatement | undefined {
  const kept = keptBy.get(client) ?? { statements: new Map(), names: 0 };
  keptBy.set(client, kept);
  const known = kept.statements.get(sql);
  if (known) return known;
  if (kept.statements.size >= MOST_PREPARED) return undefined;
  const statement: PreparedStatement = { name: `praxis_${kept.names++}`, columns: [] };
  kept.statements.set(sql, statement);
  client.query(new Preparation(client, sql, statement, () => kept.statements.delete(sql)));
  return statement;
}

/**
 * Lets a statement be parsed anew, under another name, when the connection refused to execute it as it was: a migration changed
 * what its rows look like, or somebody threw away what the connection had prepared. Otherwise it would fail for as long as that lives.
 */
export function forgetOutdated(client: ClientBase, sql: string, statement: PreparedStatement, error: Error): void {
  const { code, routine } = error as Error & { code?: string; routine?: string };
  const isOutdated = code === NO_SUCH_STATEMENT || (code === NOT_SUPPORTED && routine === 'RevalidateCachedQuery');
  const statements = keptBy.get(client)?.statements;
  if (isOutdated && statements?.get(sql) === statement) statements.delete(sql);
}

export const columnsOf = (client: ClientBase, { fields }: RowDescription): Column[] =>
  fields.map(({ name, dataTypeID }) => ({ name, parse: client.getTypeParser(dataTypeID, 'text') }));

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
