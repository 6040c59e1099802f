import { Counter, Gauge, type Registry } from 'prom-client';
import type { Settings } from '../config/settings.js';
import { type BreakerState, CallPolicy } from '../resilience/call-policy.js';
import { CallSignature } from './call-signature.js';
import { RemoteContext } from './remote-context.js';

const STATE_VALUES: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** The contexts that this process reaches in others, each with a breaker of its own. */
export class RemoteContexts {
  readonly #contexts = new Map<string, RemoteContext>();

  constructor(
    private readonly settings: Pick<Settings, 'contractUrls' | 'calls' | 'jwtSecret'>,
    private readonly metrics: Registry,
  ) {}

  /** Opens a client, with its breaker and metrics, for each of these that `CONTRACT_URLS` names; start-up refuses the others. */
  reach(names: Iterable<string>): void {
    const { contractUrls, calls, jwtSecret } = this.settings;
    const reached = [...new Set(names)].filter((name) => contractUrls[name]);
    if (reached.length === 0) return;
    const signature = new CallSignature(jwtSecret);
    const state = new Gauge({
      name: 'praxis_breaker_state',
      help: 'Circuit breaker of the calls to a context in another process: 0 closed, 1 half-open, 2 open.',
      labelNames: ['context'],
      registers: [this.metrics],
    });
    const retries = new Counter({
      name: 'praxis_contract_retries_total',
      help: 'Tries after the first of calls to contexts in other processes.',
      labelNames: ['caller', 'contract', 'method'],
      registers: [this.metrics],
    });
    for (const context of reached) {
      const policy = new CallPolicy(context, calls, (now) => state.set({ context }, STATE_VALUES[now]));
      const url = contractUrls[context] as string;
      this.#contexts.set(context, new RemoteContext({ context, url, signature, policy, retries }));
    }
  }

  get(name: string): RemoteContext | undefined {
    return this.#contexts.get(name);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#contexts.values()].map((context) => context.close()));
  }
}
