import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { currentContext, type RequestContext, runInContext } from '../context/request-context.js';
import { ConflictError, NotFoundError, ServiceUnavailableError, ValidationError } from '../errors/application-error.js';
import { CallSignature, SIGNATURE_HEADER } from './call-signature.js';
import { bodyOf, CallTooLargeError, CONTRACTS_PATH } from './contract-call.js';
import { ServiceContract } from './service-contract.js';
import { type Caller, callee, caller, SECRET, type Serving, serverThat } from './testing/callee.js';

class NoFlourError extends NotFoundError {
  constructor(flour: string) {
    super('FLOUR_NOT_FOUND', 'There is no such flour.', { flour });
  }
}

class OvenConflictError extends ConflictError {}

interface Loaf {
  readonly flour: string;
  readonly bakedAt: Date;
  readonly topping: string | undefined;
}

@ServiceContract({
  name: 'bakery.oven',
  label: 'Oven',
  methods: { bake: 'A loaf.', whoAsks: 'The context of the call.', fail: 'Nothing.' },
  errors: [NoFlourError],
})
abstract class Oven {
  abstract bake(flour: string, at: Date, topping?: string): Promise<Loaf>;
  abstract whoAsks(): Promise<RequestContext | undefined>;
  abstract fail(how: 'missing' | 'conflict' | 'invalid' | 'bug' | 'down'): Promise<void>;
}

class StoneOven extends Oven {
  override async bake(flour: string, at: Date, topping?: string) {
    return { flour, bakedAt: new Date(at.getTime() + 60_000), topping };
  }

  override async whoAsks() {
    return currentContext();
  }

  override async fail(how: string) {
    if (how === 'missing') throw new NoFlourError('rye');
    if (how === 'conflict') throw new OvenConflictError('OVEN_CONFLICT', 'It is full.', { loaves: 4 });
    if (how === 'invalid') throw new ValidationError({ flour: ['must be a flour'] });
    if (how === 'down') throw new ServiceUnavailableError('the mill');
    throw new TypeError('password of the database is secret');
  }

  /** Not in the contract. */
  async burn() {
    throw new Error('must not be reached');
  }
}

const resources = new AsyncDisposableStack();
const perTest: AsyncDisposable[] = [];
let bakery: Serving;
let oven: Caller<Oven>;

const to = (url: string, options: Parameters<typeof caller<Oven>>[3] = {}) => {
  const made = caller<Oven>('bakery', Oven, url, options);
  perTest.push(made);
  return made;
};

beforeAll(async () => {
  Logger.overrideLogger(false);
  bakery = resources.use(await callee('bakery', Oven, new StoneOven()));
  oven = resources.use(caller<Oven>('bakery', Oven, bakery.url));
});
afterEach(async () => {
  for (const each of perTest.splice(0)) await each[Symbol.asyncDispose]();
});
afterAll(async () => {
  await resources.disposeAsync();
  Logger.overrideLogger(['log', 'error', 'warn']);
});

describe('a contract in another process', () => {
  it('takes and answers dates and undefined', async () => {
    const at = new Date('2026-11-20T09:00:00Z');
    expect(await oven.contract.bake('rye', at)).toStrictEqual({
      flour: 'rye',
      bakedAt: new Date('2026-11-20T09:01:00Z'),
      topping: undefined,
    });
  });

  it('works in the context of its caller, tenant and actor included', async () => {
    const context: RequestContext = {
      requestId: 'req_1',
      correlationId: 'cor_1',
      causationId: 'evt_1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      accountId: '01900000-0000-7000-8000-000000000001',
      siteId: '01900000-0000-7000-8000-000000000011',
      sectorId: '01900000-0000-7000-8000-000000000021',
      actor: { userId: 'u', accountId: '01900000-0000-7000-8000-000000000001', roles: ['therapist'], issuedAt: 1 },
    };
    expect(await runInContext(context, () => oven.contract.whoAsks())).toEqual(context);
    expect((await oven.contract.whoAsks())?.accountId).toBeUndefined();
  });

  it('throws its named errors: of their class where it lists them, otherwise of the same meaning', async () => {
    const missing = await oven.contract.fail('missing').catch((error: unknown) => error);
    expect(missing).toBeInstanceOf(NoFlourError);
    expect(missing).toMatchObject({ code: 'FLOUR_NOT_FOUND', details: { flour: 'rye' }, name: 'NoFlourError' });
    const conflict = await oven.contract.fail('conflict').catch((error: unknown) => error);
    expect(conflict).toBeInstanceOf(ConflictError);
    expect(conflict).toMatchObject({ code: 'OVEN_CONFLICT', message: 'It is full.', details: { loaves: 4 } });
    const invalid = await oven.contract.fail('invalid').catch((error: unknown) => error);
    expect(invalid).toBeInstanceOf(ValidationError);
    expect(invalid).toMatchObject({ fields: { flour: ['must be a flour'] } });
    expect(await oven.metrics()).not.toContain('praxis_contract_retries_total{');
  });

  it('is unavailable when it throws anything else, and nothing of that gets out', async () => {
    for (const how of ['bug', 'down'] as const) {
      const error = await oven.contract.fail(how).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ServiceUnavailableError);
      expect((error as ServiceUnavailableError).details).toEqual({ service: 'bakery.oven' });
    }
    const { text } = await post('bakery.oven/fail', '{"args":["bug"]}');
    expect(text).toContain('INTERNAL_ERROR');
    expect(text).not.toContain('secret');
  });
});

async function post(called: string, body: string, headers: Record<string, string> = {}) {
  const signature = new CallSignature(SECRET).sign(called, body);
  const response = await fetch(`${bakery.url}${CONTRACTS_PATH}/${called}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature, ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
}

describe('the door for other processes', () => {
  it('opens for a signed call only', async () => {
    const call = '{"args":["missing"]}';
    expect((await post('bakery.oven/fail', call)).status).toBe(404);
    const old = new CallSignature(SECRET).sign('bakery.oven/fail', call, Date.now() - 61_000);
    const foreign = new CallSignature(`${SECRET}!`).sign('bakery.oven/fail', call);
    const otherMethod = new CallSignature(SECRET).sign('bakery.oven/bake', call);
    for (const signature of ['', 'nonsense', old, foreign, otherMethod]) {
      const { status, text } = await post('bakery.oven/fail', call, { [SIGNATURE_HEADER]: signature });
      expect(status).toBe(401);
      expect(JSON.parse(text)).toMatchObject({ success: false, error: { code: 'UNAUTHENTICATED', details: {} } });
    }
  });

  it('is too small for a call of more than four million characters', async () => {
    const chunk = 'x'.repeat(1_000_000);
    expect(await bodyOf(Readable.from([chunk, chunk, chunk, chunk]))).toHaveLength(4_000_000);
    await expect(bodyOf(Readable.from([chunk, chunk, chunk, chunk, chunk]))).rejects.toThrow(CallTooLargeError);
  });

  it('leads only to methods that a contract of this process lists', async () => {
    for (const called of ['bakery.oven/burn', 'bakery.oven/toString', 'mill.stone/grind', 'bakery.oven/__proto__']) {
      const { status, text } = await post(called, '{"args":[]}');
      expect(status).toBe(404);
      expect(JSON.parse(text).error.code).toBe('CONTRACT_NOT_FOUND');
    }
  });

  it('stays shut for a caller with another secret, who finds the service unavailable at once', async () => {
    const stranger = to(bakery.url, { jwtSecret: `${SECRET}!` });
    await expect(stranger.contract.whoAsks()).rejects.toThrow(ServiceUnavailableError);
    expect(await stranger.metrics()).not.toContain('praxis_contract_retries_total{');
  });
});

describe('a process that does not answer', () => {
  it('is asked again, and each retry is counted by caller, contract and method', async () => {
    let asked = 0;
    await using shaky = await serverThat((request, response) => {
      asked++;
      if (asked === 1) request.socket.destroy();
      else if (asked === 2) response.writeHead(500).end();
      else response.end('{"requestId":"req_1"}');
    });
    const { contract, metrics } = to(shaky.url);
    expect(await contract.whoAsks()).toEqual({ requestId: 'req_1' });
    expect(asked).toBe(3);
    expect(await metrics()).toContain(
      'praxis_contract_retries_total{caller="shop",contract="bakery.oven",method="whoAsks"} 2',
    );
  });

  it('is given up after the time-out, or answered for by the fallback', async () => {
    await using silent = await serverThat(() => undefined);
    const impatient = { timeoutMs: 30, retries: 0 };
    const error = await to(silent.url, { calls: impatient })
      .contract.whoAsks()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ServiceUnavailableError);
    expect(String((error as Error).cause)).toContain('it took too long');
    const fallback = { whoAsks: async () => undefined };
    expect(await to(silent.url, { calls: impatient, fallback }).contract.whoAsks()).toBeUndefined();
  });

  it('is given up also when it falls silent in the middle of its answer', async () => {
    await using halting = await serverThat((_request, response) => void response.writeHead(200).write('{"requ'));
    await expect(to(halting.url, { calls: { timeoutMs: 30, retries: 0 } }).contract.whoAsks()).rejects.toThrow(
      ServiceUnavailableError,
    );
  });

  it('is no longer asked once its breaker is open, and again when it answers', async () => {
    let asked = 0;
    let isWell = false;
    await using ill = await serverThat((_request, response) => {
      asked++;
      response.writeHead(isWell ? 200 : 503).end('null');
    });
    const { contract, metrics } = to(ill.url, { calls: { retries: 0, breakerHalfOpenMs: 50 } });
    expect(await metrics()).toContain('praxis_breaker_state{context="bakery"} 0');
    for (let i = 0; i < 5; i++) await expect(contract.whoAsks()).rejects.toThrow(ServiceUnavailableError);
    expect(await metrics()).toContain('praxis_breaker_state{context="bakery"} 2');
    await expect(contract.whoAsks()).rejects.toThrow(ServiceUnavailableError);
    expect(asked).toBe(5);
    isWell = true;
    await expect.poll(() => contract.whoAsks().catch(() => 'unavailable')).toBeNull();
    expect(await metrics()).toContain('praxis_breaker_state{context="bakery"} 0');
  });
});
