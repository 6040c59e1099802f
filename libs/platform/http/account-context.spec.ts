import { describe, expect, it } from 'vitest';
import type { Actor } from '../context/actor.js';
import { newId } from '../context/ids.js';
import { currentContext } from '../context/request-context.js';
import { ServiceUnavailableError, ValidationError } from '../errors/application-error.js';
import type { ThrottleLimits } from '../throttling/throttle-scopes.js';
import { OwnAccount, type PlacedRequest, PlaceFinder, type RequestedPlace } from './account-context.js';

const actor: Actor = { userId: newId(), accountId: newId(), roles: ['owner'], siteId: newId() };
const request = (headers: Record<string, string>) => ({
  headers,
  method: 'POST',
  url: '/api/v1/users?search=anna',
  praxis: { requestId: 'one', correlationId: 'two' },
});

class Remembering extends PlaceFinder {
  questions = 0;
  readonly asked: (PlacedRequest & { readonly within: string | undefined })[] = [];

  override async find({ accountId }: Actor, placed: PlacedRequest): Promise<RequestedPlace> {
    this.asked.push({ ...placed, within: currentContext()?.accountId });
    return { accountId, ...placed.wanted };
  }

  override async limitsOf(): Promise<ThrottleLimits> {
    this.questions += 1;
    return { read: 600 };
  }
}

describe('a process without accounts', () => {
  it('works in the account of who is calling, at the site of their key, without asking anybody', () => {
    const { accountId, siteId } = actor;
    expect(new OwnAccount().resolve(request({}), actor)).toEqual({ accountId, siteId, throttle: {} });
  });

  it('asks how many requests its plan allows once, however many come at once', async () => {
    const finder = new Remembering();
    const own = new OwnAccount(finder);
    const places = await Promise.all([1, 2, 3].map(() => own.resolve(request({}), actor)));
    const { accountId, siteId } = actor;
    for (const place of places) expect(place).toEqual({ accountId, siteId, throttle: { read: 600 } });
    expect(own.limitsOf(accountId)).toEqual({ read: 600 });
    expect(finder.questions).toBe(1);
  });

  it('goes on with the ordinary limits where nobody can say', async () => {
    const finder = new Remembering();
    finder.limitsOf = () => Promise.reject(new ServiceUnavailableError('accounts'));
    expect(await new OwnAccount(finder).limitsOf(actor.accountId)).toEqual({});
  });

  it('passes over no place that it cannot find', () => {
    for (const header of ['x-account-id', 'x-site-id', 'x-sector-id']) {
      expect(() => new OwnAccount().resolve(request({ [header]: newId() }), actor)).toThrow(ServiceUnavailableError);
      expect(() => new OwnAccount().resolve(request({ [header]: 'here' }), actor)).toThrow(ValidationError);
    }
  });

  it('asks for it where accounts are known, each request by itself and without its query', async () => {
    const finder = new Remembering();
    const siteId = newId();
    const own = new OwnAccount(finder);
    const ask = () => own.resolve(request({ 'x-site-id': siteId.toUpperCase() }), actor);
    expect(await ask()).toEqual({ accountId: actor.accountId, siteId });
    await ask();
    const [first, second] = finder.asked;
    expect(first).toMatchObject({
      ...{ method: 'POST', path: '/api/v1/users', wanted: { siteId } },
      ...{ requestId: 'one', correlationId: 'two', within: actor.accountId },
    });
    expect(second?.id).not.toBe(first?.id);
  });
});
