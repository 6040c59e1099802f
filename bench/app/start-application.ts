import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../processes/free-port.js';
import { spawnPinned } from '../processes/pinned-process.js';
import { untilReady } from '../processes/until-ready.js';
import type { RunningServer } from './app-under-test.js';

const START_MS = 60_000;
/** The flags of `npm run start:…`; see `tools/bootstrap.mjs`. */
const STARTED_WITH = ['--max-semi-space-size=16'];

/**
 * Starts one of the application's built entry files on the server's core, on a free port and with a home of its own, and
 * waits for `/health/ready`.
 * @param environment what it needs beyond that, such as `DATABASE_URL`
 */
export async function startApplication(
  entry: URL,
  environment: Readonly<Record<string, string>>,
): Promise<RunningServer> {
  const port = await freePort();
  const home = await mkdtemp(join(tmpdir(), 'praxis-bench-home-'));
  const started = spawnPinned('application', 'server', process.execPath, [...STARTED_WITH, fileURLToPath(entry)], {
    channel: false,
    environment: {
      HOST: '127.0.0.1',
      PORT: String(port),
      PRAXIS_HOME: home,
      LOG_LEVEL: 'warn',
      // Refused in production, where a load test has no business.
      THROTTLE: 'off',
      ...environment,
    },
  });
  const stop = async () => {
    await started.stop();
    await rm(home, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(
      `${url}/health/ready`,
      START_MS,
      started.exited.then(() => started.output),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid: started.pid, stop };
}
