import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseForAll } from '#test/support/database.js';

const ROOT = join(import.meta.dirname, '../..');
const database = databaseForAll();
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'praxis-start-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly said: string;
  readonly logged: string;
}

async function startWith(env: Record<string, string>, role = 'standalone'): Promise<Ended> {
  const child = spawn(process.execPath, [join(ROOT, `dist/apps/${role}/main.js`)], {
    env: {
      PATH: process.env.PATH,
      PRAXIS_HOME: home,
      DATABASE_URL: database.ownerUrl,
      PORT: '0',
      LOG_LEVEL: 'fatal',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, logged] = [text(child.stderr), text(child.stdout)];
  const [code] = await once(child, 'exit');
  return { code, said: await said, logged: await logged };
}

describe('a start that cannot succeed', () => {
  it.each([
    ['a port that is none', { PORT: '80a' }, /PORT is "80a".*Example: PORT=3000/],
    ['an unknown log level', { LOG_LEVEL: 'loud' }, /LOG_LEVEL is "loud".*one of fatal/],
    ['a database URL of another kind', { DATABASE_URL: 'mysql://x' }, /DATABASE_URL must begin with postgres:/],
    ['unknown worker classes', { WORKER_CLASSES: 'A,Z' }, /WORKER_CLASSES lists "Z"/],
    ['a short secret', { JWT_SECRET: 'short' }, /JWT_SECRET has 5 characters, at least 32/],
    ['a published secret', { JWT_SECRET: 'changeme' }, /JWT_SECRET is a well-known one/],
    ['production without a secret', { NODE_ENV: 'production' }, /JWT_SECRET is required in production/],
    [
      'production with the demo',
      { NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(40), SEED_DEMO: 'true' },
      /SEED_DEMO.*published password/,
    ],
    [
      'production without throttling',
      { NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(40), THROTTLE: 'off' },
      /THROTTLE may not be off/,
    ],
  ])('says what is wrong with %s', async (_what, env, said) => {
    const result = await startWith(env as Record<string, string>);
    expect(result.code).toBe(1);
    expect(result.said).toMatch(said);
    expect(result.said).not.toMatch(/\n\s+at /);
  });

  it('names all that is wrong at once', async () => {
    const { said } = await startWith({ PORT: 'x', LOG_LEVEL: 'y', REDIS_URL: 'z' });
    for (const name of ['PORT', 'LOG_LEVEL', 'REDIS_URL']) expect(said).toContain(name);
  });

  it('never repeats a secret or a URL with a password', async () => {
    const { said } = await startWith({ DATABASE_URL: 'postgres//me:hunter2@db', JWT_SECRET: 'hunter3' });
    expect(said).toContain('DATABASE_URL is not a URL');
    expect(said).not.toMatch(/hunter/);
  });

  it('says that the port is taken, and how to choose another', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, said } = await startWith({ PORT: String(port), SEED_DEMO: 'false' });
    other.close();
    expect(code).toBe(1);
    expect(said).toMatch(new RegExp(`port ${port} .* is taken[\\s\\S]*What to do`));
  });

  it('tells what it does to its own database', async () => {
    // Where the server, which does not run as root, can reach its data.
    await chmod(home, 0o711);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { logged } = await startWith({ DATABASE_URL: '', LOG_LEVEL: 'info', PORT: String(port), SEED_DEMO: 'false' });
    other.close();
    const lines = logged.split('\n').filter((line) => line.includes('"source":"Postgres"'));
    const steps = [
      'Making the embedded Postgres',
      'Starting the embedded',
      'Embedded Postgres on',
      'Stopping the embedded',
    ];
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(steps.map((step) => expect.stringContaining(step)));
  }, 90_000);

  it('says that no database answers', async () => {
    const { code, said } = await startWith({ DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/praxis' });
    expect(code).toBe(1);
    expect(said).toMatch(/nothing answers at 127\.0\.0\.1:1[\s\S]*What to do/);
  });

  it('says that the password is wrong', async () => {
    const wrong = new URL(database.ownerUrl);
    wrong.password = 'wrong';
    const { said } = await startWith({ DATABASE_URL: wrong.href });
    expect(said).toMatch(/refuses the user of DATABASE_URL/);
  });

  it('asks for a shared database and secret where roles run apart', async () => {
    const { said } = await startWith({ DATABASE_URL: '' }, 'api');
    expect(said).toMatch(/DATABASE_URL is needed when roles run apart/);
    expect(said).toMatch(/JWT_SECRET is needed when roles run apart/);
  });
});
