import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadSigningKey, ShortSigningKeyError } from './signing-key.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'praxis-key-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

it('takes the configured secret and writes nothing', async () => {
  const jwtSecret = 'a configured secret of sufficient length';
  expect((await loadSigningKey({ jwtSecret, home })).secret).toBe(jwtSecret);
  await expect(stat(join(home, 'jwt-secret'))).rejects.toThrow('ENOENT');
});

it('makes one when none is configured, for the eyes of its owner only, and keeps it', async () => {
  const deeper = join(home, 'not', 'there', 'yet');
  const first = await loadSigningKey({ home: deeper });
  expect(Buffer.from(first.secret, 'base64url')).toHaveLength(48);
  expect((await stat(join(deeper, 'jwt-secret'))).mode & 0o777).toBe(0o600);
  expect((await loadSigningKey({ home: deeper })).secret).toBe(first.secret);
});

it('makes one when many start at the same time', async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, () => loadSigningKey({ home })));
  expect(new Set(keys.map(({ secret }) => secret)).size).toBe(1);
  expect((await readFile(join(home, 'jwt-secret'), 'utf8')).trim()).toBe(keys[0]?.secret);
});

it('refuses a file that holds too little', async () => {
  await writeFile(join(home, 'jwt-secret'), 'short\n');
  await expect(loadSigningKey({ home })).rejects.toThrow(ShortSigningKeyError);
});

it('names a key without telling it', async () => {
  const { id, secret } = await loadSigningKey({ home });
  expect(secret).not.toContain(id);
  expect((await loadSigningKey({ home })).id).toBe(id);
});
