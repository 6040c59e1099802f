import { ValidationError } from '../errors/application-error.js';
import { errorAnswer } from '../http/error-response.js';

/** The client's callback, called at most once. Clients need not send one. */
export class Acknowledgement {
  #callback: ((answer: object) => void) | undefined;

  constructor(last: unknown) {
    this.#callback = typeof last === 'function' ? (last as (answer: object) => void) : undefined;
  }

  accept(answer: object): void {
    this.#send({ ok: true, ...answer });
  }

  /** @returns the status that the same error has over HTTP */
  refuse(thrown: unknown, requestId: string): number {
    const { status, error } = errorAnswer(thrown, requestId);
    const message = thrown instanceof ValidationError ? withFields(thrown) : error.message;
    this.#send({ ok: false, error: { code: error.code, message } });
    return status;
  }

  #send(answer: object): void {
    this.#callback?.(answer);
    this.#callback = undefined;
  }
}

/** There is no place for details in an acknowledgement, and without them nobody would know what to correct. */
function withFields({ message, fields }: ValidationError): string {
  const problems = Object.entries(fields).map(([field, found]) => `${field} ${found.join(', ')}`.trim());
  return [message, ...problems].join(' ');
}
