import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Installation, installEmbeddedPostgres } from '#test/support/embedded-postgres-process.js';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres.js';
import {
  PostgresDataDamagedError,
  PostgresPasswordError,
  PostgresPermissionError,
  PostgresVersionError,
} from './embedded-postgres-errors.js';
import { serverUser } from './server-user.js';

// A start takes 0.3 to 0.7 s, ten times that on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

let home: string;
let running: EmbeddedPostgres[];

beforeEach(async () => {
  running = [];
  home = await mkdtemp(join(tmpdir(), 'praxis-embedded-'));
  await chmod(home, 0o711);
});

afterEach(async () => {
  for (const server of running) await server.stop();
  await rm(home, { recursive: true });
});

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ home, databases: ['praxis'], durable: false, ...options });
  running.push(server);
  return server;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const remember = (server: EmbeddedPostgres) =>
  query(server.url('praxis'), `create table if not exists note as select 'kept' as text`);
const recall = async (url: string) => (await query(url, 'select text from note'))[0]?.text;

const leases = (server: EmbeddedPostgres) =>
  query(
    server.url('postgres'),
    `select pid as backend, application_name as holder from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and granted`,
  ) as Promise<{ backend: number; holder: string }[]>;

describe('the server', () => {
  it('is private: loopback only, no socket file, and only with the password that the home keeps', async () => {
    const server = await start();
    const [settings] = await query(
      server.url('praxis'),
      `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets`,
    );
    expect(settings).toEqual({ addresses: '127.0.0.1', sockets: '' });
    const guess = server.url('praxis').replace(/:[^:@]+@/, ':guess@');
    await expect(query(guess, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(home, 'postgres', 'owner-password'))).mode & 0o777).toBe(0o600);
  });

  it('speaks UTF-8 and UTC, and knows letters beyond ASCII whatever the machine is set to', async () => {
    const server = await start();
    const [found] = await query(
      server.url('praxis'),
      `select current_setting('server_encoding') as encoding, current_setting('TimeZone') as zone,
              lower('ÄÉ') as lower, 'Ä' ilike 'ä' as matches`,
    );
    expect(found).toEqual({ encoding: 'UTF8', zone: 'UTC', lower: 'äé', matches: true });
    await query(server.url('praxis'), 'create extension pg_trgm');
    const [trigrams] = await query(server.url('praxis'), `select similarity('Ärger', 'rger') < 1 as differ`);
    expect(trigrams).toEqual({ differ: true });
  });

  it('keeps failed statements, which may quote patients, out of its log', async () => {
    const server = await start();
    await expect(query(server.url('praxis'), `select 'Mrs Secret'::int`)).rejects.toThrow('Mrs Secret');
    const log = await readFile(join(dirname(server.dataDir), 'server.log'), 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log).not.toContain('Secret');
  });
});

describe('a restart', () => {
  it('finds the data, the databases and the port of before', async () => {
    const first = await start();
    await remember(first);
    await first.stop();
    const second = await start({ databases: ['praxis', 'other'] });
    expect(second.port).toBe(first.port);
    expect(second.pid).not.toBe(first.pid);
    expect(await recall(second.url('praxis'))).toBe('kept');
    expect(await query(second.url('other'), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('moves to another port when the remembered one is taken, and stays there', async () => {
    const first = await start();
    await first.stop();
    const intruder = createServer().listen(first.port, '127.0.0.1');
    await once(intruder, 'listening');
    const second = await start();
    expect(second.port).not.toBe(first.port);
    await second.stop();
    intruder.close();
    expect((await start()).port).toBe(second.port);
  });

  it('recovers what was committed when the server was killed', async () => {
    const first = await start({ durable: true });
    await remember(first);
    process.kill(first.pid, 'SIGKILL');
    const second = await start();
    expect(second.pid).not.toBe(first.pid);
    expect(await recall(second.url('praxis'))).toBe('kept');
  });

  it('is not held up by an unrelated program that got the process id of the server that was killed', async () => {
    const first = await start();
    const lockFile = join(first.dataDir, 'postmaster.pid');
    const lock = await readFile(lockFile, 'utf8');
    await first.stop();
    const unrelated = spawn('sleep', ['60'], { ...(await serverUser(first.dataDir)), cwd: '/' });
    try {
      await writeFile(lockFile, lock.replace(/^\d+/, String(unrelated.pid)));
      await expect(start()).resolves.toMatchObject({ port: first.port });
    } finally {
      unrelated.kill();
    }
  });

  it('waits for a lock file that is empty still, and clears away one that stays so, as a power cut may leave it', async () => {
    const first = await start();
    await remember(first);
    await first.stop();
    const lockFile = join(first.dataDir, 'postmaster.pid');
    await writeFile(lockFile, '');
    const user = await serverUser(first.dataDir);
    if (user) await chown(lockFile, user.uid, user.gid);
    const said: string[] = [];
    const second = start({ log: (line) => said.push(line) });
    await vi.waitFor(() => expect(said).toContainEqual(expect.stringMatching(/^Starting/)), { timeout: 10_000 });
    expect(await readFile(lockFile, 'utf8')).toBe('');
    await utimes(lockFile, 0, 0);
    expect(await recall((await second).url('praxis'))).toBe('kept');
  });

  it('clears away what a start that was broken off left behind', async () => {
    const cluster = join(home, 'postgres', 'cluster');
    await mkdir(join(cluster, 'data.making-4194305-abcd', 'base'), { recursive: true });
    const user = await serverUser();
    if (user) await chown(cluster, user.uid, user.gid);
    await start();
    expect((await readdir(cluster)).filter((name) => name.includes('making'))).toEqual([]);
  });
});

describe('several processes on one home', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await installEmbeddedPostgres();
  });
  afterAll(async () => {
    await installation?.[Symbol.asyncDispose]();
  });

  it('adopts the server that a killed process left', async () => {
    const killed = await installation.start(home);
    await query(killed.server.ownerUrl, `create table note as select 'kept' as text`);
    await killed.kill();
    const adopted = await start();
    expect(adopted.pid).toBe(killed.server.pid);
    expect(await recall(adopted.url('praxis'))).toBe('kept');
  });

  it('shares one server when they start at once, and only the last to leave stops it', async () => {
    const [one, two, three] = await Promise.all([installation.start(home), installation.start(home), start()]);
    expect(two.server).toEqual(one.server);
    expect(three.pid).toBe(one.server.pid);
    await three.stop();
    await one.end();
    expect(await query(two.server.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await two.end();
    await expect(query(two.server.ownerUrl, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('is started once when many ask in the same moment, on an empty home and on one with data', async () => {
    for (const _home of ['empty', 'with data']) {
      const servers = await Promise.all([1, 2, 3].map(() => start()));
      expect(new Set(servers.map(({ pid }) => pid)).size).toBe(1);
      for (const server of servers) await server.stop();
    }
  });

  it('does not count a killed process as one that uses the server, even before the server has noticed', async () => {
    const server = await start();
    const killed = await installation.start(home);
    const slow = (await leases(server)).find(({ holder }) => holder.endsWith(` ${killed.pid}`))!;
    process.kill(slow.backend, 'SIGSTOP');
    await killed.kill();
    const stopping = server.stop();
    await vi.waitFor(async () => expect(await leases(server)).toEqual([slow]), { timeout: 10_000 });
    process.kill(slow.backend, 'SIGCONT');
    await stopping;
    await expect(query(server.url('praxis'), 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a start that is refused says what is wrong, why, and what to do', () => {
  it('data of another major version', async () => {
    const { dataDir, stop } = await start();
    await stop();
    await writeFile(join(dataDir, 'PG_VERSION'), '17\n');
    const refusal = start();
    await expect(refusal).rejects.toThrow(PostgresVersionError);
    await expect(refusal).rejects.toThrow(/made by Postgres 17.*\n.*Why: .*\n.*What to do: .*dump and restore/);
  });

  it('damaged data', async () => {
    const { dataDir, stop } = await start();
    await stop();
    await writeFile(join(dataDir, 'global', 'pg_control'), 'x'.repeat(8192));
    await expect(start()).rejects.toThrow(PostgresDataDamagedError);
  });

  it('a lost password', async () => {
    await (await start()).stop();
    await rm(join(home, 'postgres', 'owner-password'));
    await expect(start()).rejects.toThrow(PostgresPasswordError);
  });

  it('a changed password', async () => {
    const { stop } = await start();
    await writeFile(join(home, 'postgres', 'owner-password'), 'changed');
    await expect(start()).rejects.toThrow(PostgresPasswordError);
    await stop();
  });

  it('a home that is no directory', async () => {
    await writeFile(join(home, 'file'), '');
    await expect(startEmbeddedPostgres({ home: join(home, 'file'), databases: [] })).rejects.toThrow(
      PostgresPermissionError,
    );
  });
});
