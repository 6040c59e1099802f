import pg, { type Connection } from 'pg';

/** A value as the driver tells it to the server; it is exported, but its published types lag behind. */
export const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } }).utils;

/** What the driver's connection can send. */
export interface DriverConnection {
  readonly stream: { write(bytes: Buffer): boolean };
  parse(statement: { readonly name: string; readonly text: string }): void;
  describe(what: { readonly type: 'S' | 'P'; readonly name: string }): void;
  sync(): void;
}

export interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

/**
 * What the driver calls with the answers to one piece of the protocol, from its submission to ReadyForQuery or the first error.
 * In its pipeline mode the driver takes only kinds of its own Query, since a cursor would mix up the answers of those behind it; see
 * the end of this file.
 */
export abstract class DriverQuery {
  /** @returns what is wrong with it, when nothing has been sent */
  submit(connection: Connection): Error | undefined {
    return this.write(connection as unknown as DriverConnection);
  }

  protected abstract write(connection: DriverConnection): Error | undefined;

  /** After this there is no other call. */
  abstract handleError(error: Error): void;

  /** Tells the driver that somebody listens for the outcome. */
  callback(): void {}
  handleRowDescription(_message: RowDescription): void {}
  handleDataRow(_message: { readonly fields: readonly (string | null)[] }): void {}
  handleCommandComplete(_message: { readonly text: string }): void {}
  handleEmptyQuery(): void {}
  handleReadyForQuery(): void {}
}

// A kind of Query by descent only: its constructor makes what nothing here needs, and costs a fiftieth of a booking.
Object.setPrototypeOf(DriverQuery.prototype, pg.Query.prototype);
