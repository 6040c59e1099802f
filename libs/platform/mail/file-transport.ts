import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MailUnavailableError } from './mail-errors.js';
import { type ComposedMail, MailTransport } from './mail-transport.js';

/** Writes each message to `<directory>/<id>.eml`. The same id again replaces the file, so there is always exactly one. */
export class FileTransport extends MailTransport {
  constructor(private readonly directory: string) {
    super();
  }

  async deliver({ id, content }: ComposedMail): Promise<void> {
    const temporary = join(this.directory, `.${id}.${randomUUID()}.tmp`);
    try {
      // Mails hold names of patients, and links that let one in: nothing for other users of the machine.
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      // Flushed before it gets its name: the task is marked done in Postgres, which survives a power cut, so must this.
      await writeFile(temporary, content, { flush: true, mode: 0o600 });
      await rename(temporary, join(this.directory, `${id}.eml`));
    } catch (error) {
      // Best effort: what failed first is what the caller must know, and a leftover is no mail (it does not end in .eml).
      await rm(temporary, { force: true }).catch(() => undefined);
      throw new MailUnavailableError(id, `writing it to ${this.directory} failed (${(error as Error).message})`);
    }
  }

  close(): void {}
}
