import { Logger } from '@nestjs/common';

/** Moments in the life of the system and of its entities. Unlike events they are neither stored nor retried. */
export interface SignalPayloads {
  'system.before-setup': Record<string, never>;
  'system.after-setup': Record<string, never>;
  'system.before-upgrade': Record<string, never>;
  'system.after-upgrade': { readonly migrations: readonly string[] };
  'system.ready': Record<string, never>;
  'system.shutdown': Record<string, never>;
  'entity.pre-save': { readonly entity: object; readonly created: boolean };
  'entity.post-save': { readonly entity: object; readonly created: boolean };
  'entity.pre-remove': { readonly entity: object };
  'entity.post-remove': { readonly entity: object };
}

export type SignalName = keyof SignalPayloads;
type Receiver<S extends SignalName> = (payload: SignalPayloads[S]) => void | Promise<void>;

/** A receiver that failed, as {@link Signals.send} reports it. */
export interface FailedReceiver {
  readonly receiver: string;
  readonly error: unknown;
}

/** Sends signals robustly: every receiver is called, and one that fails is reported and stops no other. */
export class Signals {
  readonly #logger = new Logger('Signals');
  readonly #receivers = new Map<SignalName, { name: string; receive: Receiver<never> }[]>();

  /** @param name says whose receiver this is, for logs */
  on<S extends SignalName>(signal: S, name: string, receive: Receiver<S>): void {
    const receivers = this.#receivers.get(signal) ?? [];
    this.#receivers.set(signal, [...receivers, { name, receive: receive as Receiver<never> }]);
  }

  async send<S extends SignalName>(signal: S, payload: SignalPayloads[S]): Promise<FailedReceiver[]> {
    const failed: FailedReceiver[] = [];
    for (const { name, receive } of this.#receivers.get(signal) ?? []) {
      try {
        await receive(payload as never);
      } catch (error) {
        failed.push({ receiver: name, error });
        this.#logger.error(
          `Receiver "${name}" of signal "${signal}" failed.`,
          error instanceof Error ? error.stack : error,
        );
      }
    }
    return failed;
  }
}
