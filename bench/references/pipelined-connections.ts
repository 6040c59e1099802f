import { Socket } from 'node:net';
import pg from 'pg';

export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** A row as the server sent it: every value is text or null. */
export type TextRow = (string | null)[];

const AS_TEXT = { getTypeParser: () => (value: string) => value };

/**
 * Transactions over a few connections, each transaction in one round trip: all its statements leave in one write, and the next
 * transaction follows on the same connection without waiting for its answer. Values are not parsed.
 */
export class PipelinedConnections {
  #turn = 0;

  private constructor(private readonly connections: { client: pg.Client; socket: Socket }[]) {}

  static async open(url: string, count: number): Promise<PipelinedConnections> {
    const opened = Array.from({ length: count }, async () => {
      const socket = new Socket();
      const client = new pg.Client({
        connectionString: url,
        pipeline: true,
        stream: () => socket,
        options: '-c timezone=UTC -c jit=off',
      } as pg.ClientConfig);
      await client.connect();
      return { client, socket };
    });
    return new PipelinedConnections(await Promise.all(opened));
  }

  /** Runs the statements between BEGIN and COMMIT; resolves to the rows of each once the commit is confirmed. */
  transaction(statements: readonly Statement[]): Promise<TextRow[][]> {
    const { client, socket } = this.connections[this.#turn++ % this.connections.length]!;
    return new Promise((resolve, reject) => {
      const answers: TextRow[][] = [];
      socket.cork();
      client.query('begin', ignore);
      for (const statement of statements) {
        client.query({ ...statement, rowMode: 'array', types: AS_TEXT } as pg.QueryArrayConfig, (error, result) => {
          if (error) reject(error);
          else answers.push(result.rows as TextRow[]);
        });
      }
      client.query('commit', (error) => (error ? reject(error) : resolve(answers)));
      socket.uncork();
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.connections.map(({ client }) => client.end()));
  }
}

/** A failed BEGIN fails every statement after it, which report it. */
const ignore = () => undefined;
