import { parseOptions } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { hashPassword, NOBODYS_HASH, passwordMatches } from './passwords.js';

describe('a password', () => {
  it('is kept as argon2id at the cost that was asked for', async () => {
    expect(await hashPassword('praxis-demo')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('matches its own hash and no other', async () => {
    const stored = await hashPassword('praxis-demo');
    expect(await passwordMatches(stored, 'praxis-demo')).toBe(true);
    expect(await passwordMatches(stored, 'praxis-Demo')).toBe(false);
  });

  it('is the same however the keyboard composed it', async () => {
    const stored = await hashPassword('caf\u00e9-r\u00e9sum\u00e9');
    expect(await passwordMatches(stored, 'cafe\u0301-re\u0301sume\u0301')).toBe(true);
  });

  it('of nobody is checked at the same cost, and never matches', async () => {
    expect(parseOptions(NOBODYS_HASH)).toEqual(parseOptions(await hashPassword('praxis-demo')));
    expect(await passwordMatches(undefined, 'praxis-demo')).toBe(false);
  });
});
