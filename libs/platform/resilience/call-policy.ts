import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  ExponentialBackoff,
  handleType,
  handleWhen,
  noJitterGenerator,
  type RetryPolicy,
  retry,
  SamplingBreaker,
  type TimeoutPolicy,
  TimeoutStrategy,
  timeout,
} from 'cockatiel';
import { BreakerOpenError, CallRefusedError, NoAnswerError } from './call-failures.js';
import type { CallLimits } from './call-limits.js';

/** Window over which the breaker counts, and the fewest tries in it from which it draws a conclusion. */
const SAMPLE_MS = 10_000;
const FEWEST_TRIES = 5;

export type BreakerState = 'closed' | 'half-open' | 'open';

const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/** One try. It must end soon after `signal` is aborted, and throw {@link NoAnswerError} for what is worth another. */
export type Try<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Time-out, retries and circuit breaker of the calls to one callee: each try has its own time-out and counts for the breaker;
 * an open breaker also ends the retries. Everything that is not a {@link NoAnswerError} or {@link CallRefusedError} is the
 * callee's own word: it passes through, is not tried again, and counts as an answer.
 */
export class CallPolicy {
  readonly #retry: RetryPolicy;
  readonly #breaker: CircuitBreakerPolicy;
  readonly #timeout: TimeoutPolicy;

  constructor(
    private readonly callee: string,
    limits: CallLimits,
    onState: (state: BreakerState) => void = () => undefined,
  ) {
    this.#timeout = timeout(limits.timeoutMs, { strategy: TimeoutStrategy.Cooperative, abortOnReturn: false });
    this.#retry = retry(handleType(NoAnswerError), {
      maxAttempts: limits.retries,
      backoff: new ExponentialBackoff({
        initialDelay: limits.retryMinMs,
        maxDelay: limits.retryMaxMs,
        exponent: 2,
        generator: noJitterGenerator,
      }),
    });
    this.#breaker = circuitBreaker(
      handleWhen((error) => error instanceof NoAnswerError || error instanceof CallRefusedError),
      {
        halfOpenAfter: limits.breakerHalfOpenMs,
        breaker: new SamplingBreaker({
          // It opens above its threshold, we at it.
          threshold: limits.breakerErrorRate - Number.EPSILON,
          duration: SAMPLE_MS,
          minimumRps: FEWEST_TRIES / (SAMPLE_MS / 1000),
        }),
      },
    );
    this.#breaker.onStateChange((state) => onState(STATES[state]));
    onState('closed');
  }

  /** @throws NoAnswerError, CallRefusedError, BreakerOpenError, and whatever else `attempt` throws */
  async run<T>(attempt: Try<T>, onRetry: () => void): Promise<T> {
    try {
      return await this.#retry.execute(({ attempt: earlier }) =>
        this.#breaker.execute(() => {
          if (earlier > 0) onRetry();
          return this.#timeout.execute(({ signal }) => attempt(signal));
        }),
      );
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new BreakerOpenError(this.callee) : error;
    }
  }
}
