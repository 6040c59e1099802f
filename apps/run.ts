import 'reflect-metadata';
import { type ProcessRole, readSettings, type Settings } from '#platform/config/settings.js';
import { ApplicationError, ValidationError } from '#platform/errors/application-error.js';
import type { Running } from './start.js';
import { explainStartFailure } from './start-failure.js';

/** Longest shutdown, in ms; what is not done by then is taken up at the next start. */
const SHUTDOWN_LIMIT = 9_500;

/** The life of a process: start, serve, and end in order at SIGTERM or SIGINT. */
export async function run(
  role: ProcessRole,
  serving: (running: Running) => Promise<void> = async () => undefined,
): Promise<void> {
  try {
    const settings = readSettings(role, process.env);
    // Loaded only now: somebody with a typo in a variable should not wait for the whole application.
    const { start } = await import('./start.js');
    const running = await start(settings);
    await serving(running);
    const { announceSetup } = await import('./setup/announce-setup.js');
    process.stdout.write(await announceSetup(running));
    // Who stops a whole group of processes reaches this one directly and again through npm: the second changes nothing, whereas
    // without anybody listening it would cut the shutdown short.
    let told = false;
    const stop = () => {
      if (!told) void end(running);
      told = true;
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  } catch (error) {
    process.stderr.write(`${explainStartFailure(error)}\n`);
    process.exit(1);
  }
}

async function end(running: Running): Promise<void> {
  const late = setTimeout(() => {
    process.stderr.write(`Praxis did not stop within ${SHUTDOWN_LIMIT} ms and ends now. Nothing committed is lost.\n`);
    process.exit(1);
  }, SHUTDOWN_LIMIT);
  await running.stop();
  clearTimeout(late);
  process.exit(0);
}

/** The life of a program that does one thing and ends. */
export async function runOnce(work: (settings: Settings) => Promise<void>): Promise<void> {
  try {
    await work(readSettings('standalone', process.env));
  } catch (error) {
    process.stderr.write(`${explainRefusal(error) ?? explainStartFailure(error)}\n`);
    process.exitCode = 1;
  }
}

/** What a request would have been answered. */
function explainRefusal(error: unknown): string | undefined {
  if (!(error instanceof ApplicationError)) return undefined;
  const fields = error instanceof ValidationError ? Object.entries(error.fields) : [];
  return [error.message, ...fields.map(([field, problems]) => `  - ${field} ${problems.join(', ')}`)].join('\n');
}
