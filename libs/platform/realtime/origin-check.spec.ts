import { expect, it } from 'vitest';
import { originCheck } from './origin-check.js';

const allowed = (headers: { origin?: string; host?: string }, origins: readonly string[] = []) => {
  let answer: boolean | undefined;
  originCheck(origins)({ headers } as never, (_refusal, fits) => {
    answer = fits;
  });
  return answer;
};

it.each([
  ['no origin, as of a program', {}, true],
  ['its own', { origin: 'https://praxis.example', host: 'praxis.example' }, true],
  ['its own with a port', { origin: 'http://localhost:3000', host: 'localhost:3000' }, true],
  [
    'its own, the port of the protocol said once only',
    { origin: 'http://praxis.example', host: 'praxis.example:80' },
    true,
  ],
  ['another host', { origin: 'https://evil.example', host: 'praxis.example' }, false],
  ['another port', { origin: 'http://localhost:4000', host: 'localhost:3000' }, false],
  ['a host that only begins like it', { origin: 'https://praxis.example.evil', host: 'praxis.example' }, false],
  ['a sandboxed page', { origin: 'null', host: 'praxis.example' }, false],
  ['no URL at all', { origin: 'praxis.example', host: 'praxis.example' }, false],
  ['no host', { origin: 'https://praxis.example' }, false],
])('%s: %j → %s', (_name, headers, expected) => {
  expect(allowed(headers)).toBe(expected);
});

it('allows origins that are configured, and only those', () => {
  const origins = ['https://app.example'];
  expect(allowed({ origin: 'https://app.example', host: 'praxis.example' }, origins)).toBe(true);
  expect(allowed({ origin: 'http://app.example', host: 'praxis.example' }, origins)).toBe(false);
});
