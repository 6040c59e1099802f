import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '#bench/processes/free-port.js';

/** A Redis of one's own, on a free port, which keeps nothing. Gone at the end of its `await using`. */
export interface PrivateRedis extends AsyncDisposable {
  readonly url: string;
  /** As a power cut would. */
  kill(): Promise<void>;
}

class MissingRedisError extends Error {
  constructor(cause: unknown) {
    super(
      'There is no redis-server on this machine, and the tests of a cluster start one of their own. ' +
        'Install it, on Debian and Ubuntu by "apt-get install redis-server", and run them again.',
      { cause },
    );
  }
}

/** @throws MissingRedisError */
export async function privateRedis(): Promise<PrivateRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'praxis-redis-'));
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', dir: directory, save: '', appendonly: 'no', loglevel: 'warning' };
  const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn('redis-server', options, { stdio: 'ignore' });
  const kill = async () => {
    if (server.exitCode === null && server.signalCode === null && server.kill('SIGKILL')) await once(server, 'exit');
  };
  try {
    await started(server);
    await answers(port);
  } catch (error) {
    await kill();
    await rm(directory, { recursive: true });
    throw error;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(directory, { recursive: true });
    },
  };
}

async function started(server: ChildProcess): Promise<void> {
  try {
    await once(server, 'spawn');
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new MissingRedisError(error) : error;
  }
}

async function answers(port: number): Promise<void> {
  const redis = new Redis(port, '127.0.0.1', {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (times < 100 ? 50 : null),
  });
  redis.on('error', () => undefined);
  try {
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}
