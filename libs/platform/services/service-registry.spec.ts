import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInContext } from '../context/request-context.js';
import { NotFoundError, ServiceUnavailableError } from '../errors/application-error.js';
import { StructuredLogger } from '../observability/logger.js';
import { NotAContractError, ServiceContract } from './service-contract.js';
import {
  DuplicateProviderError,
  IncompleteProviderError,
  MissingProviderError,
  RequirementCycleError,
  UndeclaredRequirementError,
} from './service-errors.js';
import { ServiceRegistry } from './service-registry.js';

@ServiceContract({ name: 'bakery.oven', label: 'Oven', methods: { bake: 'A loaf.' } })
abstract class Oven {
  abstract bake(flour: string): Promise<string>;
}

@ServiceContract({ name: 'mill.stone', label: 'Stone', methods: { grind: 'Flour.' } })
abstract class Stone {
  abstract grind(): Promise<string>;
}

class NoFlourError extends NotFoundError {
  constructor() {
    super('FLOUR_NOT_FOUND', 'There is no flour.');
  }
}

const oven = { bake: async (flour: string) => `loaf of ${flour}` };
let metrics: Registry;
let registry: ServiceRegistry;

beforeAll(() => Logger.overrideLogger(false));
afterAll(() => Logger.overrideLogger(['log', 'error', 'warn']));
beforeEach(() => {
  metrics = new Registry();
  registry = new ServiceRegistry(metrics);
});

describe('a contract', () => {
  it('is called through, and each call is counted by caller and callee', async () => {
    registry.require('shop', Oven);
    registry.provide('bakery', Oven, oven);
    expect(await registry.connect('shop', Oven).bake('rye')).toBe('loaf of rye');
    expect(await metrics.metrics()).toContain(
      'praxis_contract_call_seconds_count{caller="shop",contract="bakery.oven",method="bake"} 1',
    );
  });

  it('is called on record where the log is that fine, without what was asked and answered', async () => {
    const lines: unknown[] = [];
    const quiet = new StructuredLogger('silent');
    quiet.debug = (line: unknown) => void lines.push(line);
    Logger.overrideLogger(quiet);
    for (const logCalls of [true, false]) {
      const recorded = new ServiceRegistry(new Registry(), { logCalls });
      recorded.require('shop', Oven);
      recorded.provide('bakery', Oven, oven);
      const context = { requestId: 'req_1', correlationId: 'cor_1' };
      await runInContext(context, () => recorded.connect('shop', Oven).bake('rye'));
    }
    Logger.overrideLogger(false);
    const call = { caller: 'shop', callee: 'bakery', contract: 'bakery.oven', method: 'bake', location: 'in-process' };
    expect(lines).toEqual([{ ...call, ms: expect.any(Number), correlationId: 'cor_1' }]);
  });

  it('is none without its declaration, and start-up says whose that is', () => {
    abstract class Cellar {
      abstract fetch(): Promise<string>;
    }
    expect(() => registry.require('shop', Cellar)).toThrow(NotAContractError);
    expect(() => registry.require('shop', Cellar)).toThrow(/"Cellar".*@ServiceContract/);
  });

  it('is refused to a context that has not declared it', () => {
    registry.provide('bakery', Oven, oven);
    expect(() => registry.connect('thief', Oven)).toThrow(UndeclaredRequirementError);
  });

  it('passes on the errors that it names', async () => {
    registry.require('shop', Oven);
    registry.provide('bakery', Oven, {
      bake: async () => {
        throw new NoFlourError();
      },
    });
    await expect(registry.connect('shop', Oven).bake('rye')).rejects.toThrow(NoFlourError);
  });

  it('is unavailable when it is absent or fails, or answers with the caller’s fallback', async () => {
    registry.require('shop', Oven);
    await expect(registry.connect('shop', Oven).bake('rye')).rejects.toThrow(ServiceUnavailableError);
    const broken = new ServiceRegistry(new Registry());
    broken.require('shop', Oven);
    broken.provide('bakery', Oven, {
      bake: async () => {
        throw new TypeError('x is undefined');
      },
    });
    await expect(broken.connect('shop', Oven).bake('rye')).rejects.toThrow(ServiceUnavailableError);
    broken.require('café', Oven, { bake: async () => 'toast' });
    expect(await broken.connect('café', Oven).bake('rye')).toBe('toast');
  });

  it('must be provided completely and once', () => {
    expect(() => registry.provide('bakery', Oven, {})).toThrow(IncompleteProviderError);
    registry.provide('bakery', Oven, oven);
    expect(() => registry.provide('other', Oven, oven)).toThrow(DuplicateProviderError);
  });
});

describe('the requirements', () => {
  it('need a provider each', () => {
    registry.require('shop', Oven);
    expect(() => registry.verify()).toThrow(MissingProviderError);
    expect(() => registry.verify()).toThrow(/bakery\.oven.*shop/);
  });

  it('need none where every caller has a fallback for every method', () => {
    registry.require('café', Oven, { bake: async () => 'toast' });
    expect(() => registry.verify()).not.toThrow();
    registry.require('shop', Oven, {});
    expect(() => registry.verify()).toThrow(/bakery\.oven", which shop requires/);
  });

  it('must not go round in a circle', () => {
    registry.provide('bakery', Oven, oven);
    registry.provide('mill', Stone, { grind: async () => 'flour' });
    registry.require('bakery', Stone);
    expect(() => registry.verify()).not.toThrow();
    registry.require('mill', Oven);
    expect(() => registry.verify()).toThrow(RequirementCycleError);
    expect(() => registry.verify()).toThrow(/bakery → mill → bakery|mill → bakery → mill/);
  });

  it('are listed in the catalogue', () => {
    registry.require('shop', Oven);
    registry.require('cafe', Oven);
    registry.provide('bakery', Oven, oven);
    expect(registry.catalogue()).toEqual([
      {
        name: 'bakery.oven',
        label: 'Oven',
        methods: { bake: 'A loaf.' },
        provider: 'bakery',
        location: 'in-process',
        requiredBy: ['cafe', 'shop'],
      },
    ]);
  });
});
