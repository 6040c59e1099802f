import { availableParallelism } from 'node:os';
import { hash, parseOptions } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { hashPassword, NOBODYS_HASH, passwordMatches, TooManyPasswordsError } from './passwords.js';

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

describe('a flood of passwords', () => {
  it('is hashed a few at a time, waits in a line that ends', async () => {
    const cheap = await hash('right', { memoryCost: 1_024, timeCost: 1 });
    const atOnce = Math.min(3, Math.max(1, availableParallelism() - 1));
    const looked = await Promise.allSettled(Array.from({ length: 300 }, () => passwordMatches(cheap, 'right')));
    const refused = looked.filter((look) => look.status === 'rejected');
    expect(refused).toHaveLength(300 - 256 - atOnce);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(TooManyPasswordsError);
    expect(await passwordMatches(cheap, 'right')).toBe(true);
  });
});
