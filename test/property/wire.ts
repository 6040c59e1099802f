import { Pool } from 'undici';
import type { Json } from '#test/support/practice.js';

export interface WireRequest {
  readonly method: string;
  /** With the query, as it goes over the wire. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly type: string;
  readonly requestId: string;
  /** It is the answer to the first request with this key, which had another id. */
  readonly replayed: boolean;
  readonly text: string;
  /** Undefined when the text is no JSON. */
  readonly json: Json;
}

/** Sends requests as they are; a fetch would put many of them in order. */
export class Wire implements AsyncDisposable {
  readonly #pool: Pool;
  sent = 0;

  constructor(url: string) {
    this.#pool = new Pool(url, { connections: 16, bodyTimeout: 20_000, headersTimeout: 20_000 });
  }

  /** @throws when the server does not answer */
  async send({ method, path, headers, body }: WireRequest): Promise<WireAnswer> {
    this.sent += 1;
    const answer = await this.#pool.request({ method: method as 'GET', path, headers, body });
    const text = await answer.body.text();
    const type = String(answer.headers['content-type'] ?? '');
    const requestId = String(answer.headers['x-request-id'] ?? '');
    const replayed = answer.headers['idempotency-replayed'] === 'true';
    const json = type.includes('json') ? parsed(text) : undefined;
    return { status: answer.statusCode, type, requestId, replayed, text, json };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
