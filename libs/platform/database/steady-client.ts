import pg from 'pg';

/**
 * A client that has a listener for `error` at every moment of its life. Between the pool's and the transaction's own there is a gap
 * of a microtask, and a connection that the server cuts in it would end the process. Nothing is lost by not acting here: the
 * driver tells every statement under way, and the pool drops the client.
 */
export class SteadyClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
