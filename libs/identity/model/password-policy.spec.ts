import { describe, expect, it } from 'vitest';
import { passwordProblems } from './password-policy.js';

const ADDRESS = 'maria.lindner@example.org';
const problems = (password: string) => passwordProblems(password, ADDRESS);

describe('a password', () => {
  it.each([
    ['a sentence', 'the tram was late again'],
    ['ten characters', 'kv8#Lq2!xz'],
    ['the most there may be', `${'long words, '.repeat(21)}end.`],
    ['of another script', 'пароль от моей двери'],
    ['a sentence with a name in it', 'maria has a very large garden'],
  ])('that is %s is taken', (_what, password) => {
    expect(problems(password)).toEqual([]);
  });

  it.each([
    ['short', 'kv8#Lq2!x', 'must have at least 10 characters'],
    ['short when its characters are counted', '👩‍🚀👩‍🚀👩‍🚀', 'must have at least 10 characters'],
    ['longer than 256', 'long words, '.repeat(22), 'must have at most 256 characters'],
    ['the address', 'maria.lindner@example.org', 'must not contain your e-mail address'],
    ['around the address', 'x maria.lindner@example.org x', 'must not contain your e-mail address'],
    ['a name of the address with a year', 'Lindner1984', 'must not contain your e-mail address'],
    ['a common one', 'iloveyouso', 'is one that everybody guesses first'],
    ['a common word with digits', 'Password2026!', 'is one that everybody guesses first'],
    ['a common word in disguise', 'P@55w0rd1234', 'is one that everybody guesses first'],
    ['a row of keys', '1q2w3e4r5t6y', 'is one that everybody guesses first'],
    ['a run', 'abcdefghijkl', 'is one that everybody guesses first'],
    ['a run backwards', '9876543210', 'is one that everybody guesses first'],
    ['the same again and again', 'abababababab', 'is one that everybody guesses first'],
    ['the published one', 'praxis-demo', 'is one that everybody guesses first'],
  ])('that is %s is refused', (_what, password, problem) => {
    expect(problems(password)).toContain(problem);
  });
});
