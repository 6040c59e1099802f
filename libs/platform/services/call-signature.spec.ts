import { describe, expect, it } from 'vitest';
import { UnauthenticatedError } from '../errors/application-error.js';
import { CallSignature } from './call-signature.js';

const SECRET = 'only for tests, but long enough to be taken';
const NOW = 1_763_650_000_000;

describe('the signature of a call', () => {
  const signature = new CallSignature(SECRET);
  const header = signature.sign('bakery.oven/bake', '{"args":[]}', NOW);

  it('is good for this call, in any process with the same secret', () => {
    const elsewhere = new CallSignature(SECRET);
    expect(() => elsewhere.verify(header, 'bakery.oven/bake', '{"args":[]}', NOW + 59_000)).not.toThrow();
  });

  it('is not good for another method, body, time or secret', () => {
    const refused = (verify: () => void) => expect(verify).toThrow(UnauthenticatedError);
    refused(() => signature.verify(header, 'bakery.oven/burn', '{"args":[]}', NOW));
    refused(() => signature.verify(header, 'bakery.oven/bake', '{"args":[1]}', NOW));
    refused(() => signature.verify(header.replace(/^\d/, '2'), 'bakery.oven/bake', '{"args":[]}', NOW));
    refused(() => new CallSignature(`${SECRET}!`).verify(header, 'bakery.oven/bake', '{"args":[]}', NOW));
    for (const broken of [undefined, '', header.slice(0, -1), `${header}A`, [header]]) {
      refused(() => signature.verify(broken, 'bakery.oven/bake', '{"args":[]}', NOW));
    }
  });

  it('is good for a minute', () => {
    for (const late of [61_000, -61_000]) {
      expect(() => signature.verify(header, 'bakery.oven/bake', '{"args":[]}', NOW + late)).toThrow('too old');
    }
  });

  it('without a secret neither signs nor takes anything', () => {
    expect(() => new CallSignature(undefined).sign('a/b', '{}')).toThrow('JWT_SECRET');
    expect(() => new CallSignature(undefined).verify(header, 'bakery.oven/bake', '{"args":[]}', NOW)).toThrow(
      UnauthenticatedError,
    );
  });
});
