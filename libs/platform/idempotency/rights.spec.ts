import { describe, expect, it } from 'vitest';
import { covers, type Rights } from './rights.js';

const all = (roles: string[]): Rights => ({ roles, scopes: null, siteId: null });
const ADMIN = all(['admin']);

describe('rights of now', () => {
  it.each<[string, boolean, Rights, Rights]>([
    ['that are the same', true, ADMIN, ADMIN],
    ['with another role', true, all(['admin', 'therapist']), ADMIN],
    ['without a role', false, all(['therapist']), all(['admin', 'therapist'])],
    ['of a whole user', true, ADMIN, { ...ADMIN, scopes: ['a'], siteId: 'here' }],
    ['of a key', false, { ...ADMIN, scopes: ['a', 'b'] }, ADMIN],
    ['of a key with other scopes', false, { ...ADMIN, scopes: ['a'] }, { ...ADMIN, scopes: ['a', 'b'] }],
    ['of a key with more scopes', true, { ...ADMIN, scopes: ['a', 'b'] }, { ...ADMIN, scopes: ['a'] }],
    ['of a key of one site', false, { ...ADMIN, siteId: 'here' }, ADMIN],
    ['of a key of the same site', true, { ...ADMIN, siteId: 'here' }, { ...ADMIN, siteId: 'here' }],
    ['of a key of another site', false, { ...ADMIN, siteId: 'there' }, { ...ADMIN, siteId: 'here' }],
  ])('%s cover those of then: %s', (_which, expected, now, then) => {
    expect(covers(now, then)).toBe(expected);
  });
});
