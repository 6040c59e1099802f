import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
type EndSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

/** A start that takes longer than this, in ms, has failed. */
const START_LIMIT = 30_000;

/** The real program in a process of its own, which can be killed and started again on the same data. */
export class PraxisProcess {
  #child: ChildProcess | undefined;
  #output = '';

  constructor(
    private readonly databaseUrl: string,
    private readonly home: string,
    readonly port: number,
    /** Besides or instead of what such a process is told otherwise. */
    private readonly env: Readonly<Record<string, string>> = {},
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.#output = '';
    const child = spawn(process.execPath, [join(ROOT, 'dist/apps/standalone/main.js')], {
      cwd: this.home,
      env: {
        ...process.env,
        NODE_ENV: 'test',
        DATABASE_URL: this.databaseUrl,
        PRAXIS_HOME: this.home,
        PORT: String(this.port),
        LOG_LEVEL: 'error',
        SEED_DEMO: 'true',
        THROTTLE: 'off',
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const ready = Promise.withResolvers<void>();
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk;
        if (this.#output.includes('Praxis serves at')) ready.resolve();
      });
    }
    child.once('exit', (code, signal) => ready.reject(new Error(`Praxis ended (${code ?? signal}):\n${this.#output}`)));
    const late = setTimeout(() => ready.reject(new Error(`Praxis did not start:\n${this.#output}`)), START_LIMIT);
    await ready.promise.finally(() => clearTimeout(late));
  }

  /** Until it says that it and all that it depends on can work. It must not have ended meanwhile. */
  async ready(): Promise<void> {
    const deadline = Date.now() + START_LIMIT;
    for (;;) {
      if (!this.#isRunning) throw new Error(`Praxis has ended:\n${this.#output}`);
      const { status } = await fetch(new URL('/health/ready', this.url));
      if (status === 200) return;
      if (Date.now() > deadline) throw new Error(`Praxis is not ready again after ${START_LIMIT} ms:\n${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  get #isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** As a power cut would: no time to finish anything. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As an operator would. Resolves to the exit code, which is null when the signal itself ended the process. */
  async stop(signal: EndSignal = 'SIGTERM'): Promise<number | null> {
    return this.#end(signal);
  }

  /** As somebody would who stops npm and all under it: told directly, and again by npm. Resolves to the exit code. */
  async stopTwice(): Promise<number | null> {
    return this.#end('SIGTERM', 'SIGTERM');
  }

  async #end(...signals: readonly ('SIGKILL' | EndSignal)[]): Promise<number | null> {
    const child = this.#child;
    if (!child || !this.#isRunning) return child?.exitCode ?? null;
    const exited = once(child, 'exit');
    for (const [nth, signal] of signals.entries()) {
      // One that is still pending when another of its kind comes swallows that.
      if (nth > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill(signal);
    }
    const [code] = await exited;
    return code;
  }
}
