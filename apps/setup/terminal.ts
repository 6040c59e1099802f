import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks somebody at a terminal, one question after the other. */
export class Terminal implements Disposable {
  #silent = false;
  readonly #output = new Writable({
    write: (chunk, _encoding, done) => {
      if (!this.#silent) process.stdout.write(chunk);
      done();
    },
  });
  readonly #lines = createInterface({ input: process.stdin, output: this.#output, terminal: true });

  ask(question: string): Promise<string> {
    return this.#lines.question(`${question}: `);
  }

  /** What is typed is not shown. */
  async askSecretly(question: string): Promise<string> {
    process.stdout.write(`${question}: `);
    this.#silent = true;
    try {
      return await this.#lines.question('');
    } finally {
      this.#silent = false;
      process.stdout.write('\n');
    }
  }

  [Symbol.dispose](): void {
    this.#lines.close();
  }
}
