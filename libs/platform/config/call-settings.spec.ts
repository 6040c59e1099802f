import { describe, expect, it } from 'vitest';
import { BadEnvironmentError, readSettings } from './settings.js';

const JWT_SECRET = 'only for tests, but long enough to be taken';

const read = (env: Record<string, string>) => readSettings('standalone', { JWT_SECRET, ...env });

function problems(env: Record<string, string>): readonly string[] {
  try {
    read(env);
  } catch (error) {
    if (error instanceof BadEnvironmentError) return error.problems;
    throw error;
  }
  return [];
}

describe('CONTRACT_URLS', () => {
  it('says for each context where it is reached', () => {
    expect(
      read({ CONTRACT_URLS: 'identity=http://127.0.0.1:3001, accounts=https://accounts.test/praxis' }).contractUrls,
    ).toEqual({
      identity: 'http://127.0.0.1:3001',
      accounts: 'https://accounts.test/praxis',
    });
    expect(read({}).contractUrls).toEqual({});
  });

  it('is refused when it is anything else, without telling what it was', () => {
    for (const value of ['identity', 'identity=', 'identity=nonsense', 'identity=ftp://user:hidden@host']) {
      const [problem, ...others] = problems({ CONTRACT_URLS: value });
      expect(problem).toMatch(/^CONTRACT_URLS .*Example: CONTRACT_URLS=identity=http:/);
      expect(problem).not.toContain('hidden');
      expect(others).toEqual([]);
    }
  });

  it('needs a secret to sign calls with', () => {
    const [problem] = problems({ JWT_SECRET: '', CONTRACT_URLS: 'identity=http://127.0.0.1:3001' });
    expect(problem).toContain('JWT_SECRET is needed with CONTRACT_URLS');
  });
});

describe('the limits of calls', () => {
  it('are those of the specification unless something else is said', () => {
    expect(read({ BREAKER_ERROR_RATE: '0.25', CALL_RETRIES: '0' }).calls).toEqual({
      timeoutMs: 3_000,
      retries: 0,
      retryMinMs: 1_000,
      retryMaxMs: 5_000,
      breakerErrorRate: 0.25,
      breakerHalfOpenMs: 30_000,
    });
  });

  it('are refused beyond reason, each by name', () => {
    const wrong = { CALL_TIMEOUT_MS: '0', CALL_RETRIES: '-1', BREAKER_ERROR_RATE: '1', BREAKER_HALF_OPEN_MS: '3s' };
    const names = problems({ ...wrong, CALL_RETRY_MIN_MS: '9000' }).map((problem) => problem.split(' ')[0]);
    expect(names.sort()).toEqual([...Object.keys(wrong), 'CALL_RETRY_MIN_MS'].sort());
  });
});
