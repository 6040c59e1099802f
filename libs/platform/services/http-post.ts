import { type Dispatcher, Pool } from 'undici';

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Most calls that are under way at once to one process; others wait for theirs, within their time. */
const CONNECTIONS = 128;

/** Connections to one process, kept open. On undici's dispatcher, for what a call costs (docs/adr/0006). */
export class HttpPost {
  readonly #pool: Pool;
  readonly #prefix: string;

  constructor(base: string) {
    const { origin, pathname } = new URL(base);
    // Time is kept by the caller.
    this.#pool = new Pool(origin, { connections: CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 });
    this.#prefix = pathname.replace(/\/$/, '');
  }

  /** Rejects with the error of the connection, or with the reason of `signal`. */
  send(path: string, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', path: this.#prefix + path, headers, body } as const;
      this.#pool.dispatch(options, new Answering(signal, resolve, reject));
    });
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

class Answering implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  #status = 0;
  #controller: Dispatcher.DispatchController | undefined;

  constructor(
    private readonly signal: AbortSignal,
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  /** Also while it waits for a connection: then it is dropped once it gets one. */
  readonly #abort = (): void => {
    this.#controller?.abort(this.signal.reason);
    this.reject(this.signal.reason);
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.signal.aborted) controller.abort(this.signal.reason);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.signal.removeEventListener('abort', this.#abort);
    const [first] = this.#chunks;
    const whole = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    this.resolve({ status: this.#status, text: whole.toString() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.signal.removeEventListener('abort', this.#abort);
    this.reject(error);
  }
}
