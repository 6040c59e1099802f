import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileTransport } from './file-transport.js';
import { MailUnavailableError } from './mail-errors.js';

const message = (id: string, content: string | Buffer = 'Subject: hello\r\n\r\nhello\r\n') => ({
  id,
  sender: 'no-reply@example.com',
  recipient: 'pat@example.com',
  content: Buffer.from(content),
});

describe('mails without a mail server', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'praxis-mail-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('are written to <id>.eml in a directory that need not exist yet', async () => {
    const id = randomUUID();
    await new FileTransport(join(home, 'not', 'yet')).deliver(message(id, 'Subject: ü\r\n\r\nbody'));
    expect(await readFile(join(home, 'not', 'yet', `${id}.eml`), 'utf8')).toBe('Subject: ü\r\n\r\nbody');
  });

  it('are for nobody else on the machine to read', async () => {
    const [id, directory] = [randomUUID(), join(home, 'mail')];
    await new FileTransport(directory).deliver(message(id, 'Subject: x\r\n\r\nbody'));
    const modes = [await stat(directory), await stat(join(directory, `${id}.eml`))].map(({ mode }) => mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
  });

  it('leave exactly one file when the same id is sent again', async () => {
    const id = randomUUID();
    const transport = new FileTransport(home);
    await transport.deliver(message(id, 'first'));
    await transport.deliver(message(id, 'second'));
    expect(await readdir(home)).toEqual([`${id}.eml`]);
  });

  it('leave exactly one whole file when the same id is sent by many at once', async () => {
    const id = randomUUID();
    const transport = new FileTransport(home);
    const contents = Array.from({ length: 20 }, (_, i) => Buffer.alloc(200_000, 65 + i));
    await Promise.all(contents.map((content) => transport.deliver(message(id, content))));
    expect(await readdir(home)).toEqual([`${id}.eml`]);
    const written = await readFile(join(home, `${id}.eml`));
    expect(contents.some((content) => content.equals(written))).toBe(true);
  });

  it('are never seen half-written under their name', async () => {
    const id = randomUUID();
    const transport = new FileTransport(home);
    const sizes = new Set<number>();
    let delivered = false;
    const delivery = Promise.all(
      Array.from({ length: 20 }, () => transport.deliver(message(id, Buffer.alloc(2_000_000)))),
    ).finally(() => {
      delivered = true;
    });
    while (!delivered)
      sizes.add(
        await readFile(join(home, `${id}.eml`)).then(
          (seen) => seen.length,
          () => 2_000_000,
        ),
      );
    await delivery;
    expect([...sizes]).toEqual([2_000_000]);
  });

  it('fail as retryable, and leave nothing behind, when the directory cannot be written', async () => {
    const file = join(home, 'a-file');
    await writeFile(file, '');
    const delivery = new FileTransport(join(file, 'mail')).deliver(message(randomUUID()));
    await expect(delivery).rejects.toThrow(MailUnavailableError);
    await expect(delivery).rejects.toMatchObject({ retryable: true });
    expect(await readdir(home)).toEqual(['a-file']);
  });

  it('leave no temporary file when the last step fails', async () => {
    const id = randomUUID();
    await mkdir(join(home, `${id}.eml`, 'in-the-way'), { recursive: true });
    await expect(new FileTransport(home).deliver(message(id))).rejects.toThrow(MailUnavailableError);
    expect(await readdir(home)).toEqual([`${id}.eml`]);
  });
});
