import { describe, expect, it } from 'vitest';
import { BreakerOpenError, CallRefusedError, NoAnswerError } from './call-failures.js';
import { type BreakerState, CallPolicy } from './call-policy.js';

const LIMITS = {
  timeoutMs: 5_000,
  retries: 0,
  retryMinMs: 1,
  retryMaxMs: 2,
  breakerErrorRate: 0.5,
  breakerHalfOpenMs: 60_000,
};

const noAnswer = () => Promise.reject(new NoAnswerError('bakery', 'it is on fire'));
const bread = () => Promise.resolve('bread');

function policy(limits: Partial<typeof LIMITS> = {}) {
  const states: BreakerState[] = [];
  let retries = 0;
  const made = new CallPolicy('bakery', { ...LIMITS, ...limits }, (state) => states.push(state));
  const run = <T>(attempt: (signal: AbortSignal) => Promise<T>) => made.run(attempt, () => retries++);
  return { states, run, retries: () => retries };
}

describe('a call under the policy', () => {
  it('is given up after its time, which each try has for itself', async () => {
    const { run, retries } = policy({ timeoutMs: 20, retries: 1 });
    const signals: AbortSignal[] = [];
    const call = run((signal) => {
      signals.push(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new NoAnswerError('bakery', 'it took too long')));
      });
    });
    await expect(call).rejects.toThrow('it took too long');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(retries()).toBe(1);
  });

  it('is tried again until there is an answer, with pauses that double up to a limit', async () => {
    const { run, retries } = policy({ retries: 3, retryMinMs: 20, retryMaxMs: 50 });
    const triedAt: number[] = [];
    const late = () => {
      triedAt.push(performance.now());
      return triedAt.length < 4 ? noAnswer() : bread();
    };
    expect(await run(late)).toBe('bread');
    expect(retries()).toBe(3);
    const pauses = triedAt.slice(1).map((at, before) => at - (triedAt[before] as number));
    for (const [at, least] of [19, 39, 49].entries()) expect(pauses[at]).toBeGreaterThanOrEqual(least);
  });

  it('is tried again at most so many times', async () => {
    const { run, retries } = policy({ retries: 3 });
    await expect(run(noAnswer)).rejects.toThrow(NoAnswerError);
    expect(retries()).toBe(3);
  });

  it('that is answered, or refused, is not tried again', async () => {
    const { run, retries } = policy({ retries: 3 });
    for (const error of [new RangeError('of the callee'), new CallRefusedError('bakery', 'unknown method')]) {
      await expect(run(() => Promise.reject(error))).rejects.toBe(error);
    }
    expect(retries()).toBe(0);
  });
});

describe('the breaker', () => {
  it('opens when half of the tries fail, and then nothing is tried', async () => {
    const { run, states } = policy();
    for (let i = 0; i < 3; i++) await run(bread);
    for (let i = 0; i < 2; i++) await expect(run(noAnswer)).rejects.toThrow(NoAnswerError);
    expect(states).toEqual(['closed']);
    await expect(run(noAnswer)).rejects.toThrow(NoAnswerError);
    expect(states).toEqual(['closed', 'open']);
    let tried = false;
    const call = run(async () => {
      tried = true;
    });
    await expect(call).rejects.toThrow(BreakerOpenError);
    expect(tried).toBe(false);
  });

  it('draws no conclusion from fewer than five tries', async () => {
    const { run, states } = policy();
    for (let i = 0; i < 4; i++) await expect(run(noAnswer)).rejects.toThrow(NoAnswerError);
    expect(states).toEqual(['closed']);
  });

  it('takes the callee’s own errors for answers', async () => {
    const { run, states } = policy();
    for (let i = 0; i < 20; i++) await expect(run(() => Promise.reject(new RangeError()))).rejects.toThrow(RangeError);
    expect(states).toEqual(['closed']);
  });

  it('lets one try through after a while, and closes when that is answered', async () => {
    const { run, states } = policy({ breakerHalfOpenMs: 20 });
    const untilOneIsLetThrough = async (attempt: () => Promise<unknown>) => {
      let error: unknown = new BreakerOpenError('bakery');
      while (error instanceof BreakerOpenError) {
        await new Promise(setImmediate);
        error = await run(attempt).catch((thrown: unknown) => thrown);
      }
      return error;
    };
    for (let i = 0; i < 5; i++) await expect(run(noAnswer)).rejects.toThrow(NoAnswerError);
    expect(await untilOneIsLetThrough(noAnswer)).toBeInstanceOf(NoAnswerError);
    expect(states).toEqual(['closed', 'open', 'half-open', 'open']);
    expect(await untilOneIsLetThrough(bread)).toBe('bread');
    expect(states.slice(4)).toEqual(['half-open', 'closed']);
  });

  it('ends the retries of a call when it opens', async () => {
    const { run, retries } = policy({ retries: 10 });
    await expect(run(noAnswer)).rejects.toThrow(BreakerOpenError);
    expect(retries()).toBe(4);
  });
});
