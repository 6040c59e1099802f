import 'reflect-metadata';
import { type ProcessRole, readSettings, type Settings } from '#platform/config/settings.js';
import { ApplicationError, ValidationError } from '#platform/errors/application-error.js';
import { releaseMemory } from './release-memory.js';
import type { Running } from './start.js';
import { explainStartFailure } from './start-failure.js';

/** Longest shutdown, in ms; what is not done by then is taken up at the next start. */
const SHUTDOWN_LIMIT = 9_500;

/** The life of a process: start, serve, and end in order when it is told to, also while it still starts. */
export async function run(
  role: ProcessRole,
  serving: (running: Running) => Promise<void> = async () => undefined,
): Promise<void> {
  const toldToEnd = endSignal();
  void toldToEnd.then(endInTime);
  try {
    const settings = readSettings(role, process.env);
    // Loaded only now: somebody with a typo in a variable should not wait for the whole application.
    const { start } = await import('./start.js');
    const running = await start(settings);
    await serving(running);
    releaseMemory();
    const { announceSetup } = await import('./setup/announce-setup.js');
    process.stdout.write(await announceSetup(running));
    await toldToEnd;
    await stopInOrder(running);
  } catch (error) {
    process.stderr.write(`${explainStartFailure(error)}\n`);
    process.exit(1);
  }
}

/**
 * Resolves when the process is told to end. It listens from the first moment and to every signal: who stops a whole group of
 * processes reaches this one directly and again through npm, and a signal that nobody listens to ends a process at once.
 */
function endSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

async function stopInOrder(running: Running): Promise<never> {
  try {
    await running.stop();
  } catch (error) {
    process.stderr.write(
      `Praxis did not stop in order. Nothing committed is lost.\n  Why: ${(error as Error).stack}\n`,
    );
    process.exit(1);
  }
  process.exit(0);
}

function endInTime(): void {
  setTimeout(() => {
    process.stderr.write(`Praxis did not stop within ${SHUTDOWN_LIMIT} ms and ends now. Nothing committed is lost.\n`);
    process.exit(1);
  }, SHUTDOWN_LIMIT);
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
