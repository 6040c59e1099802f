import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Core, onCore } from './cores.js';

export interface ProcessOrder {
  readonly name: string;
  readonly core: Core;
  /** Compiled module. It sends `{ ready: … }` over the process channel once it can work. */
  readonly script: URL;
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeFlags?: readonly string[];
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Ends every child, so that whatever waits for one fails and the bench can clean up and leave. */
export function endAllChildren(): void {
  for (const child of running) child.kill('SIGTERM');
}

const START_MS = 60_000;
const STOP_MS = 15_000;
const OUTPUT_KEPT = 4_000;

/** A child process bound to a core, spoken to over the process channel, ended by its own handle and no other way. */
export class PinnedProcess {
  #output = '';
  readonly exited: Promise<void>;

  constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-OUTPUT_KEPT);
      });
    }
    this.exited = new Promise((resolve) => {
      child.once('exit', () => {
        running.delete(child);
        resolve();
      });
    });
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** The last of what the process wrote. */
  get output(): string {
    return this.#output;
  }

  /** Sends one message and resolves to the next one that comes back; `{ failure }` and the process's end reject. */
  ask<T>(message: object | undefined, patienceMs = 300_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.child.off('message', answer);
        this.child.off('exit', ended);
        act();
      };
      const answer = (reply: T & { failure?: string }) =>
        settle(() => (reply.failure ? reject(new Error(`${this.name}: ${reply.failure}`)) : resolve(reply)));
      const ended = (code: number | null) =>
        settle(() => reject(new Error(`${this.name} ended with ${code} instead of answering.\n${this.#output}`)));
      const timer = setTimeout(
        () => settle(() => reject(new Error(`${this.name} gave no answer within ${patienceMs} ms.\n${this.#output}`))),
        patienceMs,
      );
      this.child.on('message', answer as (reply: unknown) => void);
      this.child.once('exit', ended);
      if (!message) return;
      // A process that has ended meanwhile is told of by the callback, not by an exception.
      this.child.send(message, (error) => {
        if (error) settle(() => reject(new Error(`${this.name} cannot be reached: ${error.message}\n${this.#output}`)));
      });
    });
  }

  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    await this.exited;
    clearTimeout(late);
  }
}

/** Starts a command on a core, with a process channel when it is one of ours. */
export function spawnPinned(
  name: string,
  core: Core,
  command: string,
  args: readonly string[],
  options: { environment?: Readonly<Record<string, string>>; channel: boolean; cwd?: string },
): PinnedProcess {
  const [file, all] = onCore(core, command, args);
  const child = spawn(file, all, {
    cwd: options.cwd,
    env: { ...process.env, ...options.environment },
    stdio: options.channel ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
  });
  return new PinnedProcess(name, child);
}

/** Starts one of our own scripts and waits until it says that it is ready. */
export async function startPinned(order: ProcessOrder): Promise<PinnedProcess> {
  return (await startPinnedWith<unknown>(order)).process;
}

/** Like {@link startPinned}; also gives what the script sent as `ready`. */
export async function startPinnedWith<T>(order: ProcessOrder): Promise<{ process: PinnedProcess; ready: T }> {
  const args = [...(order.nodeFlags ?? []), fileURLToPath(order.script)];
  const started = spawnPinned(order.name, order.core, process.execPath, args, {
    environment: order.environment,
    channel: true,
  });
  try {
    const { ready } = await started.ask<{ ready: T }>(undefined, START_MS);
    return { process: started, ready };
  } catch (error) {
    await started.stop();
    throw error;
  }
}
