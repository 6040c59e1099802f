import { describe, expect, it } from 'vitest';
import { FIRST_GUESSES } from './first-guesses.js';
import { LEAKED_PASSWORDS } from './leaked-passwords.js';
import { PasswordPolicy } from './password-policy.js';

const OWNER = { email: 'm.lindner@example.org', profile: { firstName: 'Maria', lastName: 'Lindner-Okafor' } };
const problems = (password: string, { production = false } = {}) =>
  new PasswordPolicy({ production }).problems(password, OWNER);

describe('a password', () => {
  it.each([
    ['a sentence', 'the tram was late again'],
    ['eight characters', 'kv8#Lq2!'],
    ['eight letters of one kind', 'tramlate'],
    ['the most there may be', `${'long words, '.repeat(21)}end.`],
    ['of another script', 'пароль от моей двери'],
    ['a sentence with a name in it', 'maria has a very large garden'],
    ['a common word with more to it', 'Secret123!'],
    ['a common test with more to it', 'Test1234!'],
    ['a common one in disguise, with more to it', 'Passw0rd!'],
  ])('that is %s is taken', (_what, password) => {
    expect(problems(password, { production: true })).toEqual([]);
  });

  it.each([
    ['short', 'kv8#Lq2', 'must have at least 8 characters'],
    ['short when its characters are counted', '👩‍🚀👩‍🚀', 'must have at least 8 characters'],
    ['longer than 256', 'long words, '.repeat(22), 'must have at most 256 characters'],
    ['the address', 'm.lindner@example.org', 'must not contain your e-mail address or name'],
    ['around the address', 'x M.Lindner@example.org x', 'must not contain your e-mail address or name'],
    ['a part of the address with a year', 'Lindner1984', 'must not contain your e-mail address or name'],
    ['the first name with digits', 'MARIA1984', 'must not contain your e-mail address or name'],
    ['a part of the last name with digits', 'okafor2026', 'must not contain your e-mail address or name'],
    ['the most common', 'password', 'is one that everybody guesses first'],
    ['a common one in capitals', 'PassWord', 'is one that everybody guesses first'],
    ['a common one with digits', 'password123', 'is one that everybody guesses first'],
    ['a common one in disguise', 'P@ssw0rd', 'is one that everybody guesses first'],
    ['digits in order', '12345678', 'is one that everybody guesses first'],
    ['a row of keys', 'qwertyuiop', 'is one that everybody guesses first'],
    ['a row of keys elsewhere', 'qwertzuiop', 'is one that everybody guesses first'],
    ['a pattern on keys', '1q2w3e4r5t6y', 'is one that everybody guesses first'],
    ['a common one of another language', 'Passwort123', 'is one that everybody guesses first'],
    ['a run', 'abcdefghijkl', 'is one that everybody guesses first'],
    ['a run backwards', '9876543210', 'is one that everybody guesses first'],
    ['the same again and again', 'abababababab', 'is one that everybody guesses first'],
  ])('that is %s is refused', (_what, password, problem) => {
    expect(problems(password)).toContain(problem);
  });

  it('that is published with the demo practice is refused in production, and taken elsewhere', () => {
    expect(problems('Praxis-Demo', { production: true })).toEqual(['is published with the demo practice']);
    expect(problems('Praxis-Demo')).toEqual([]);
  });
});

it('the lists are of passwords that would be taken otherwise, and in the form in which they are looked up', () => {
  expect(LEAKED_PASSWORDS.size).toBe(3_000);
  const all = [...LEAKED_PASSWORDS, ...FIRST_GUESSES];
  expect(new Set(all).size).toBe(all.length);
  expect(all.filter((each) => [...each].length < 8 || each !== each.normalize('NFKC').toLowerCase())).toEqual([]);
});
