import { connect, type Socket } from 'node:net';

/** A response that is not what was asked for ends the run: a fast wrong answer is worth nothing. */
class UnexpectedResponseError extends Error {
  constructor(what: string, response: string) {
    super(`${what}. The response begins:\n${response.slice(0, 600)}`);
  }
}

export interface Expectation {
  readonly status: number;
  /** Bytes of the body; undefined when responses may differ in length. */
  readonly length?: number;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * One HTTP/1.1 keep-alive connection with one request in flight, over a raw socket: a generator on the same two cores must
 * cost far less than the server that it measures. Reads into one buffer, checks status and length of every response.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #head = Buffer.alloc(0);
  #bodyLeft = -1;
  #bodyLength = 0;
  #onResponse: ((bodyLength: number) => void) | undefined;

  private constructor(
    socket: (onData: (data: Buffer) => void) => Socket,
    private readonly expected: Expectation,
    private readonly onFailure: (error: Error) => void,
  ) {
    this.#socket = socket((data) => this.#read(data));
    this.#socket.on('error', onFailure);
    this.#socket.on('close', () => {
      if (this.#onResponse) onFailure(new Error('The server closed a connection that was waiting for its response.'));
    });
  }

  static async open(
    address: { host: string; port: number },
    expected: Expectation,
    onFailure: (error: Error) => void,
  ): Promise<HttpConnection> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const open = (onData: (data: Buffer) => void) =>
      connect({
        ...address,
        noDelay: true,
        onread: {
          buffer: Buffer.allocUnsafe(1 << 16),
          callback: (length, buffer) => {
            onData((buffer as Buffer).subarray(0, length));
            return true;
          },
        },
      }).once('connect', resolve);
    const connection = new HttpConnection(open, expected, onFailure);
    await promise;
    return connection;
  }

  send(request: Buffer | string, onResponse: (bodyLength: number) => void): void {
    this.#onResponse = onResponse;
    this.#socket.write(request);
  }

  close(): void {
    this.#onResponse = undefined;
    this.#socket.destroy();
  }

  #read(data: Buffer): void {
    let rest = data;
    if (this.#bodyLeft < 0) {
      const all = this.#head.length ? Buffer.concat([this.#head, data]) : data;
      const end = all.indexOf(END_OF_HEAD);
      if (end < 0) {
        this.#head = Buffer.from(all);
        return;
      }
      this.#head = Buffer.alloc(0);
      if (!this.#openBody(all.toString('latin1', 0, end), all)) return;
      rest = all.subarray(end + 4);
    }
    this.#bodyLeft -= rest.length;
    if (this.#bodyLeft > 0) return;
    if (this.#bodyLeft < 0) {
      this.#refuse('The server sent more bytes than it announced', rest);
      return;
    }
    this.#bodyLeft = -1;
    const answered = this.#onResponse;
    this.#onResponse = undefined;
    answered?.(this.#bodyLength);
  }

  #openBody(head: string, all: Buffer): boolean {
    const status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    const { expected } = this;
    if (status !== expected.status) this.#refuse(`Status ${status} came where ${expected.status} was expected`, all);
    else if (length === undefined) this.#refuse('A response has no content-length, so its end cannot be checked', all);
    else if (expected.length !== undefined && Number(length) !== expected.length)
      this.#refuse(`A body of ${length} bytes came where ${expected.length} were expected`, all);
    else {
      this.#bodyLength = this.#bodyLeft = Number(length);
      return true;
    }
    return false;
  }

  #refuse(what: string, response: Buffer): void {
    this.close();
    this.onFailure(new UnexpectedResponseError(what, response.toString()));
  }
}
