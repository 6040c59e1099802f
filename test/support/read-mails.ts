import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';

/** What was mailed, by message id. */
export async function readMails(directory: string): Promise<Email[]> {
  const files = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const complete = files.filter((file) => file.endsWith('.eml'));
  const mails = await Promise.all(
    complete.map(async (file) => PostalMime.parse(await readFile(join(directory, file)))),
  );
  return mails.sort((a, b) => (a.messageId ?? '').localeCompare(b.messageId ?? ''));
}
