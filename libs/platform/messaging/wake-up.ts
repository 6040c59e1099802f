/**
 * Runs `work` soon after a hint and at the latest every `interval` ms; never twice at once, and once more when a hint came
 * while it ran. Hints are a courtesy: with all of them lost, the interval still gets everything done.
 */
export class WakeUp {
  #running: Promise<void> | undefined;
  #hinted = false;
  #stopped = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
    private readonly interval: number,
  ) {}

  start(): void {
    this.#stopped = false;
    this.hint();
  }

  hint(): void {
    if (this.#stopped) return;
    this.#hinted = true;
    this.#running ??= this.#run();
  }

  /** Resolves when the run that is under way has ended. None begins after. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#hinted && !this.#stopped) {
      this.#hinted = false;
      try {
        await this.work();
      } catch (error) {
        this.failed(error);
        break;
      }
    }
    this.#running = undefined;
    if (!this.#stopped) this.#timer = setTimeout(() => this.hint(), this.interval);
  }
}
